//! The language server: what an editor asks, by the Language Server Protocol on
//! standard input and output. The protocol is here; what the answers say is
//! `session::view`'s.

mod actions;
mod answers;
mod capabilities;
mod colours;
mod documents;
mod edits;
mod lens;
mod names;
mod position;
mod server;
mod told;
mod uri;
mod waiting;

use std::any::Any;

use lsp_server::{Connection, Message};
use serde_json::json;

use crate::report::VERSION;
use crate::session::Files;

use server::Server;
use waiting::Waiting;

/// Why a request is not answered: the protocol's numbers.
const CANCELLED: (i32, &str) = (-32800, "the editor asks for it no more");
const GONE: (i32, &str) = (-32600, "the server was told to end");

/// Serves an editor until it says that it is done, files that are not open in
/// it read from `files`.
///
/// # Errors
/// In words, where the other side does not keep to the protocol.
pub fn serve(files: &dyn Files) -> Result<(), String> {
    let (connection, threads) = Connection::stdio();
    let served = talk(&connection, files);
    drop(connection);
    let joined = threads.join().map_err(|error| error.to_string());
    served.and(joined)
}

/// The whole conversation.
fn talk(connection: &Connection, files: &dyn Files) -> Result<(), String> {
    let words = |error: lsp_server::ProtocolError| error.to_string();
    let (id, client) = connection.initialize_start().map_err(words)?;
    let info = json!({ "name": "corridor", "version": VERSION });
    let answer = json!({ "capabilities": capabilities::offered(), "serverInfo": info });
    connection.initialize_finish(id, answer).map_err(words)?;
    let sender = connection.sender.clone();
    // The other side may be gone: then the loop below ends.
    let send = move |message| drop(sender.send(message));
    let mut server = Server::new(send, files);
    server.watch(&client);
    let mut waiting = Waiting::new(connection);
    let mut leaving = false;
    loop {
        // What is waiting is taken first: a quick typist waits for no check.
        let message = match waiting.next() {
            Some(message) => message,
            None if server.settle() => continue,
            None => match waiting.wait() {
                Some(message) => message,
                None => return Ok(()),
            },
        };
        match message {
            Message::Request(request) if leaving => server.refuse(request.id, GONE),
            Message::Request(request) if request.method == "shutdown" => {
                leaving = true;
                server.agree(request.id);
            }
            Message::Request(request) if waiting.cancelled(&request.id) => {
                server.refuse(request.id, CANCELLED);
            }
            Message::Request(request) => server.request(request),
            Message::Notification(notification) if notification.method == "exit" => {
                return if leaving { Ok(()) } else { Err("the editor left at once".to_owned()) };
            }
            Message::Notification(notification) => server.notification(notification),
            Message::Response(_) => {}
        }
    }
}

/// What a panic said: a defect of the program must not take the editor's server
/// with it.
fn panic_words(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a defect of the program".to_owned())
}
