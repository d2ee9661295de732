//! Reports, expectations and expressions.

use crate::analysis::{self, Analyst};
use crate::control::{Cancelled, Control};
use crate::model::{Model, ScenarioId, SweepOf};
use crate::report::{Document, Phrase, Side, Style, Styled, Verdict, answer_text, wrap_plain};
use crate::session::Checked;
use crate::syntax::ast::DeclKind;

use super::state::Typed;
use super::{Live, Origin, Reply, padded, relevant};

impl Live<'_> {
    /// Answers a question.
    pub(super) fn ask(
        &mut self,
        text: &str,
        origin: &Origin,
        control: &Control,
    ) -> Result<Reply, Cancelled> {
        let name = self.name_of(origin);
        let question = Typed { name: name.clone(), text: padded(text, origin) };
        let mut checked = self.state.check(std::slice::from_ref(&question), self.files);
        let told = std::mem::take(&mut checked.diagnostics).into_told();
        let mut reply = Reply { failed: told.errors > 0, ..Reply::default() };
        reply.told = relevant(told, &checked.sources, &name);
        if !reply.failed {
            mean_scenario(&mut checked, self.state.scenario.as_deref(), &name);
            let (text, holds) = self.answers(&checked, control)?;
            reply.text = text;
            reply.failed = !holds;
        }
        reply.sources = checked.sources;
        Ok(reply)
    }

    /// The answers to all questions of a checked state; whether all
    /// expectations among them hold and all expressions have a value.
    fn answers(&self, checked: &Checked, control: &Control) -> Result<(Styled, bool), Cancelled> {
        let mut text = Styled::new();
        let mut fine = true;
        let Some(model) = &checked.model else { return Ok((text, fine)) };
        let recheck = |values: &[(SweepOf, f64)]| checked.recheck(values);
        let analyst = Analyst::new(model, &checked.sources, control).with_recheck(&recheck);
        control.begin((model.questions.len() + model.expectations.len()) as u64);
        for question in &model.questions {
            for answer in analysis::answer(&analyst, question)? {
                text.append(answer_text(&answer, self.options));
            }
            control.advance(1);
        }
        for asked in &model.expectations {
            if analysis::is_condition(&asked.condition) {
                let verdict = analysis::judge(&analyst, asked)?;
                fine &= verdict.holds == Some(true);
                text.append(self.verdict(verdict));
            } else {
                let side = analysis::value_of(&analyst, asked)?;
                fine &= side.value.value().is_some() || side.value.number() == "unlimited";
                text.append(self.value(&side));
            }
            control.advance(1);
        }
        Ok((text, fine))
    }

    fn verdict(&self, verdict: Verdict) -> Styled {
        let document = Document { expectations: vec![verdict], ..Document::default() };
        let text = crate::report::verdicts_text(&document, self.options);
        // The heading and the count are for lists.
        let lines: Vec<(Style, String)> = text.parts;
        without_frame(lines)
    }

    /// A value, and where it came from.
    fn value(&self, side: &Side) -> Styled {
        let mut text = Styled::new();
        text.push(Style::Figure, side.value.shown());
        text.end_line();
        for from in &side.from {
            self.faint(from, &mut text);
        }
        text
    }

    /// A remark, set in.
    pub(super) fn faint(&self, phrase: &Phrase, text: &mut Styled) {
        let width = self.options.width.saturating_sub(2).max(20);
        for line in wrap_plain(phrase, width) {
            text.push(Style::Faint, format!("  {line}\n"));
        }
    }

    /// The value of each expression (one a line of the text), in the order
    /// asked; none for those that cannot be asked.
    pub(super) fn values(
        &self,
        lines: &[String],
        control: &Control,
    ) -> Result<Vec<Option<Side>>, Cancelled> {
        const NAME: &str = "<figures>";
        let mut left: Vec<usize> = (0..lines.len()).collect();
        let mut sides: Vec<Option<Side>> = vec![None; lines.len()];
        // What cannot be asked of this model is left out at the second try.
        for _ in 0..2 {
            let text: String = left.iter().map(|at| format!("expect {}\n", lines[*at])).collect();
            let asked = Typed { name: NAME.to_owned(), text };
            let checked = self.state.check(&[asked], self.files);
            let Some(model) = &checked.model else {
                let told = checked.diagnostics.diagnostics().iter();
                let own = told.filter(|d| checked.sources.file(d.span().file).name() == NAME);
                let bad: Vec<usize> =
                    own.map(|d| checked.sources.position(d.span()).line as usize - 1).collect();
                let kept = left.iter().enumerate().filter(|(line, _)| !bad.contains(line));
                left = kept.map(|(_, at)| *at).collect();
                continue;
            };
            let recheck = |values: &[(SweepOf, f64)]| checked.recheck(values);
            let analyst = Analyst::new(model, &checked.sources, control).with_recheck(&recheck);
            for (at, asked) in left.iter().zip(&model.expectations) {
                sides[*at] = Some(analysis::value_of(&analyst, asked)?);
            }
            break;
        }
        Ok(sides)
    }
}

/// Questions without a scenario of their own mean the one selected.
fn mean_scenario(checked: &mut Checked, scenario: Option<&str>, name: &str) {
    let Some(model) = &mut checked.model else { return };
    let Some(selected) = scenario.and_then(|scenario| id_of(model, scenario)) else { return };
    let script = checked.scripts.iter().find(|script| {
        checked.sources.file(script.program.file).name() == name
            && script
                .program
                .decls
                .iter()
                .any(|decl| matches!(decl.kind, DeclKind::Report(_) | DeclKind::Expect { .. }))
    });
    let Some(script) = script else { return };
    for decl in &script.program.decls {
        match &decl.kind {
            DeclKind::Report(report)
                if report.options.scenarios.is_empty()
                    && report.options.all_scenarios.is_none() =>
            {
                let own = model.questions.iter_mut().filter(|q| q.span == report.span);
                own.for_each(|question| question.scenarios = vec![selected]);
            }
            DeclKind::Expect { scenario: None, .. } => {
                let own = model.expectations.iter_mut().filter(|e| e.span == decl.span);
                own.for_each(|expectation| expectation.scenario = selected);
            }
            _ => {}
        }
    }
}

fn id_of(model: &Model, name: &str) -> Option<ScenarioId> {
    let at = model.scenarios.iter().position(|scenario| scenario.head.name == name)?;
    Some(ScenarioId(at as u32))
}

/// One verdict without the heading before it and the count after it.
fn without_frame(parts: Vec<(Style, String)>) -> Styled {
    let mut all: Vec<Vec<(Style, String)>> = vec![Vec::new()];
    for (style, text) in parts {
        for line in text.split_inclusive('\n') {
            if let Some(last) = all.last_mut() {
                last.push((style, line.to_owned()));
            }
            if line.ends_with('\n') {
                all.push(Vec::new());
            }
        }
    }
    // The rule below the title counts as blank.
    let is_blank = |text: &str| text.trim().chars().all(|c| matches!(c, '─' | '-'));
    let blank = |line: &Vec<(Style, String)>| line.iter().all(|(_, text)| is_blank(text));
    let mut out = Styled::new();
    // Title, then the verdict, a blank line, the count.
    let body = all.iter().skip(1).skip_while(|line| blank(line)).take_while(|line| !blank(line));
    for (style, text) in body.flatten() {
        out.push(*style, text);
    }
    out
}
