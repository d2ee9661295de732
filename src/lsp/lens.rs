//! Lenses are asked for by the dozen and take long: a thread of their own
//! answers them, and gives up when the text changes.

use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;

use lsp_server::{Message, RequestId, Response};
use serde_json::{Value, json};

use crate::control::Control;
use crate::session::view::{LensAsk, View};

/// The protocol's number for an answer that would be of a text that changed.
const CONTENT_MODIFIED: i32 = -32801;

/// One lens to be answered.
pub struct Job {
    /// The request.
    pub id: RequestId,
    /// The lens as the editor has it.
    pub lens: Value,
    /// What it asks.
    pub ask: LensAsk,
    /// Of which text.
    pub view: Arc<View>,
    /// Says when it is of no use any more.
    pub control: Arc<Control>,
}

/// The thread.
pub struct Worker {
    jobs: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
    control: Arc<Control>,
}

impl Worker {
    /// Begins to wait for jobs; answers go where `send` puts them.
    pub fn new(send: impl Fn(Message) + Send + 'static) -> Self {
        let (jobs, waiting) = channel::<Job>();
        let thread = std::thread::spawn(move || {
            for job in waiting {
                send(answer(job).into());
            }
        });
        Self { jobs: Some(jobs), thread: Some(thread), control: Arc::new(Control::new()) }
    }

    /// Takes a lens.
    pub fn ask(&self, id: RequestId, lens: Value, ask: LensAsk, view: Arc<View>) {
        let control = Arc::clone(&self.control);
        if let Some(jobs) = &self.jobs {
            // The thread ends only when this does.
            let _ = jobs.send(Job { id, lens, ask, view, control });
        }
    }

    /// Gives up all lenses of the texts so far.
    pub fn give_up(&mut self) {
        self.control.cancel();
        self.control = Arc::new(Control::new());
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.control.cancel();
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has said so.
            let _ = thread.join();
        }
    }
}

fn answer(job: Job) -> Response {
    let Job { id, mut lens, ask, view, control } = job;
    let modified = "the text has changed".to_owned();
    if control.check().is_err() {
        return Response::new_err(id, CONTENT_MODIFIED, modified);
    }
    let said = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| view.lens(ask, &control)));
    let title = match said {
        Ok(Ok(title)) => title.unwrap_or_default(),
        Ok(Err(_)) => return Response::new_err(id, CONTENT_MODIFIED, modified),
        Err(payload) => super::panic_words(payload.as_ref()),
    };
    if let Some(object) = lens.as_object_mut() {
        object.insert("command".to_owned(), json!({ "title": title, "command": "" }));
    }
    Response::new_ok(id, lens)
}

/// A lens and what it asks, as the editor keeps it.
pub fn data(ask: LensAsk, uri: &str, version: i64) -> Value {
    let (kind, at) = match ask {
        LensAsk::Corridor(at) => ("corridor", at),
        LensAsk::Expectation(at) => ("expectation", at),
        LensAsk::Run => ("run", 0),
    };
    json!({ "kind": kind, "at": at, "uri": uri, "version": version })
}

/// What a lens asks, its document and the version of it.
pub fn read(lens: &Value) -> Option<(LensAsk, String, i64)> {
    let data = lens.get("data")?;
    let at = usize::try_from(data.get("at")?.as_u64()?).ok()?;
    let ask = match data.get("kind")?.as_str()? {
        "corridor" => LensAsk::Corridor(at),
        "expectation" => LensAsk::Expectation(at),
        _ => LensAsk::Run,
    };
    Some((ask, data.get("uri")?.as_str()?.to_owned(), data.get("version")?.as_i64()?))
}
