//! Messages that have come and were not looked at yet.

use std::collections::VecDeque;
use std::time::Duration;

use lsp_server::{Connection, Message, RequestId};
use serde_json::Value;

/// So long a message that follows another at once may be on its way, while the
/// next one is read from the pipe.
const ON_ITS_WAY: Duration = Duration::from_micros(300);

/// The messages of the other side, in their order.
pub struct Waiting<'c> {
    connection: &'c Connection,
    here: VecDeque<Message>,
}

impl<'c> Waiting<'c> {
    /// None has come yet.
    pub fn new(connection: &'c Connection) -> Self {
        Self { connection, here: VecDeque::new() }
    }

    /// The next one that has come; none where there is no more.
    pub fn next(&mut self) -> Option<Message> {
        while let Ok(message) = self.connection.receiver.recv_timeout(ON_ITS_WAY) {
            self.here.push_back(message);
        }
        self.here.pop_front()
    }

    /// The next one, as long as it takes; none when the other side is gone.
    pub fn wait(&mut self) -> Option<Message> {
        self.connection.receiver.recv().ok()
    }

    /// Whether the other side has taken back a request; it is asked only once.
    pub fn cancelled(&self, id: &RequestId) -> bool {
        let takes_back = |message: &Message| match message {
            Message::Notification(told) if told.method == "$/cancelRequest" => {
                match told.params.get("id") {
                    Some(Value::Number(number)) => number
                        .as_i64()
                        .and_then(|number| i32::try_from(number).ok())
                        .is_some_and(|number| RequestId::from(number) == *id),
                    Some(Value::String(text)) => RequestId::from(text.clone()) == *id,
                    _ => false,
                }
            }
            _ => false,
        };
        self.here.iter().any(takes_back)
    }
}
