//! Imports that lead back to where they began.

use crate::source::Span;

use super::load::{Loaded, Node};
use super::told;

/// Tells every import that closes a circle, once, with the whole chain.
pub(super) fn tell_cycles(scripts: &[Node], loaded: &mut Loaded) {
    let mut state = vec![State::New; scripts.len()];
    if scripts.is_empty() {
        return;
    }
    // The way from the first script to the one looked at: script, and the next
    // of its imports.
    let mut way: Vec<(usize, usize)> = vec![(0, 0)];
    state[0] = State::Open;
    while let Some((script, next)) = way.last_mut() {
        let Some(&(at, target)) = scripts[*script].imports.get(*next) else {
            state[*script] = State::Done;
            way.pop();
            continue;
        };
        *next += 1;
        match state[target] {
            State::Done => {}
            State::New => {
                state[target] = State::Open;
                way.push((target, 0));
            }
            State::Open => {
                let from = way.iter().position(|(script, _)| *script == target).unwrap_or(0);
                let chain: Vec<(usize, Span)> = way[from..]
                    .iter()
                    .map(|(script, next)| (*script, scripts[*script].imports[next - 1].0))
                    .collect();
                let name = |script: usize| loaded.sources.file(scripts[script].file).name();
                let mut names: Vec<&str> = chain.iter().map(|(script, _)| name(*script)).collect();
                names.push(name(target));
                let others = chain[..chain.len() - 1].iter().map(|(_, at)| *at);
                let diagnostic = told::cycle(at, &names, others);
                loaded.diagnostics.push(diagnostic);
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    Open,
    Done,
}
