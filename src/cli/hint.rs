//! What was probably meant by a command that there is not.

use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

use crate::diagnostic::closest;

use super::args::Cli;

/// Adds the nearest command to the message about an unknown one, or how a file
/// is run where a file was named.
pub(super) fn add(error: &mut Error) {
    if error.kind() != ErrorKind::InvalidSubcommand
        || error.get(ContextKind::SuggestedSubcommand).is_some()
    {
        return;
    }
    let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidSubcommand) else {
        return;
    };
    let word = word.clone();
    let lower = word.to_ascii_lowercase();
    if lower.ends_with(".corridor") || lower.ends_with(".md") || word == "-" {
        let tip = format!("a file is run by `corridor run {word}`").into();
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip]));
        return;
    }
    let command = Cli::command();
    let names: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
    if let Some(near) = closest(&word, names) {
        let near = vec![near.to_owned()];
        error.insert(ContextKind::SuggestedSubcommand, ContextValue::Strings(near));
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    fn told(arguments: &[&str]) -> String {
        let all = ["corridor"].iter().chain(arguments);
        let mut error = Cli::try_parse_from(all).expect_err("not understood");
        add(&mut error);
        error.to_string()
    }

    #[test]
    fn a_slip_and_a_file_without_a_command_have_a_way_out() {
        assert!(told(&["rnu", "x.corridor"]).contains("'run'"), "{}", told(&["rnu"]));
        assert!(told(&["chekc"]).contains("'check'"), "{}", told(&["chekc"]));
        let file = told(&["my.corridor"]);
        assert!(file.contains("`corridor run my.corridor`"), "{file}");
    }
}
