//! The help texts, as a person sees them.

mod support;

use support::{commands, corridor};

#[test]
fn every_help_text_has_a_snapshot_an_example_and_fits_on_the_screen() {
    let commands = commands();
    assert!(commands.len() >= 4, "{commands:?}");
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots/help");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        insta::assert_snapshot!("corridor", corridor(&["--help"], "").stdout);
        for command in commands.iter().filter(|command| *command != "help") {
            let help = corridor(&[command, "--help"], "");
            assert_eq!((help.code, help.stderr.as_str()), (0, ""), "{command}");
            assert!(
                help.stdout.contains(&format!("corridor {command}")),
                "`{command}` shows no example"
            );
            insta::assert_snapshot!(command.as_str(), help.stdout);
        }
    });
}
