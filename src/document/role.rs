//! What a heading's words say about the lists below it: work, praise, legend, history.

use std::sync::LazyLock;

use regex::Regex;

use super::tag::{says_done, says_dropped};

/// What a section is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Its title promises work.
    Work,
    /// Its title says nothing.
    Plain,
    /// Never work, not even its checkboxes.
    Never,
    /// Prose around the work; only checkboxes count.
    Prose,
    /// Finished work.
    Done,
    /// Says again, shorter, what stands elsewhere.
    Restates,
    /// Work that waits for a decision.
    Parked,
}

macro_rules! words {
    ($name:ident, $pattern:expr) => {
        static $name: LazyLock<Option<Regex>> =
            LazyLock::new(|| Regex::new(concat!("(?i)", $pattern)).ok());
    };
}

words!(
    NEVER,
    r"acceptance|^repro\b|repro(duction)? (steps|for|of)|steps to reproduce|how to reproduce|^environment$|^(participants|attendees)$|checklist before|before (merg|releas|commit|submit)|well[- ](covered|tested)|(fully|already) (covered|tested)|adequate(ly)? |success (criteria|metrics)|definition of done|validation checklist|verification (checklist|steps)|(pre-?flight|review|quality|release|submission|deployment|pr) checklist|quality (gates?|standards)|non-?goals?|out of scope|strengths?\b|positive|what'?s (good|working|well)|what (works|went|is) (well|good|working)|good practices|praise|well done|legend\b|change ?log|change history|revision history|version history|release notes|history\b|template|example|task format|format\b|\bsample|plus(punkte)?$|stärken|сильные стороны|достоинства|优点|亮点|良い点|glossary|exit criteria|entry criteria|checkpoints?$|rules?$|constraints?$|informational|anti-?patterns?|tooling|provenance|test results|no changes needed"
);
words!(
    PROSE,
    r"^(executive )?summary$|overview|^background|introduction|^context|principles?|guidelines?|conventions?|^goals?$|objectives?$|^purpose|motivation|rationale|architecture$|^design$|tech(nology|nical)? stack|dependenc(y|ies)( graph)?s?$|structure$|^risks?|risk assessment|mitigation|assumptions?|^notes?$|references?$|resources$|links$|see also|appendix|methodology|^method|^scope$|licen[cs]e|contribut|install|^usage|getting started|how to|^about|contents$|toc$|statistics|metrics|^files? summary|conclusion|timeline|estimat|effort|schedule|team|roles|glossary|faq|key (insights|takeaways|decisions)|parallel (example|opportunit)|implementation strategy|execution order|^legend|severity (levels|legend|scale|rating)|priority (key|legend|levels)|^key$|общий обзор|обзор|введение|заключение|выводы?$|überblick|einleitung|hintergrund|hinweise|概述|背景|总结$|概要|はじめに|说明|注意|备注|^questions?$|open questions?|offene fragen|открытые вопросы|current (state|status|test coverage|coverage)|test progress|progress$|coverage (summary|report)|commands?$|^why\b|benefits|impact$|tools? used|user stor(y|ies) ?$|review process"
);
words!(
    WORK,
    r"to-?dos?\b|what'?s left|left (to do|for)|still (open|to do|missing)|backlog|\btasks?\b|\bbugs?\b|\bissues?\b|\bfindings?\b|\bfeatures?\b|\bideas?\b|improvements?|enhancements?|\bfix(es)?\b|open\b|opened|planned|upcoming|in progress|in the works|next\b|remaining|missing|\bgaps?\b|technical debt|tech debt|refactor|vulnerabilit|weaknesses|problems|recommend|action items|work items?|wish ?list|\bchores?\b|potential|must|should|nice to have|known (bugs|issues|limitations)|cleanup|clean-up|aufgaben|offen|fehler|verbesserung|задачи|ошибки|улучшени|проблемы|待办|任务|问题|修复|改进|課題|タスク|à faire|tareas|pendiente|mejoras"
);
words!(
    RESTATES,
    r"^(executive )?summary|summary( table| of findings| statistics)?$|(priority|fix|work|execution|implementation|recommended|suggested|processing|build|merge|migration) order|order of|recommended (fix|next|order|action|path)|suggested (order|work|next|priorit)|next steps|action (items|plan|summary)|recommendations?\b|priorit(y|ies|ization|ized|isation)( matrix| list| summary| ranking| table)?$|prioriti[sz]ed (list|actions|recommendations|fix)|quick (reference|wins|fixes)|index$|checklist|execution plan|implementation (plan|roadmap|timeline|sequence|phases)|tracking|status (overview|summary|table)|overview of|roadmap$|итог|рекомендации|zusammenfassung|empfehlung|总结|建议|まとめ|推奨|at a glance|top \d+ (priorit|fix|action)|issue (summary|index|counts?)|remaining work$|estimated|work ?plan"
);
words!(
    PARKED,
    r"\bparked\b|needs? (a )?(product |design |owner |team )?(decision|discussion)|to (be )?(decided?|discuss)|undecided|\btbd\b|decisions? needed|awaiting decision|icebox|workshop|for discussion|zu klären|待定"
);
words!(
    DONE,
    r"^(recently |already |previously )?(done|completed|complete|closed|resolved|fixed|finished|implemented|shipped|archived?|erledigt|abgeschlossen|сделано|выполнено|готово|已完成|完了|terminé|hecho|completado)\b( (tasks|items|work|features|issues|bugs|findings|fixes|todos|phases|milestones|improvements|in .*|\(.*))?\W*$|^what('s| is| has been) (been )?done|^already (done|implemented)"
);

/// The role the words of `title` give a section; the title's own marks are judged apart.
pub(super) fn role(title: &str) -> Role {
    let title = title.trim().trim_matches(|c: char| !c.is_alphanumeric() && c != ')').trim();
    let has = |words: &LazyLock<Option<Regex>>| words.as_ref().is_some_and(|w| w.is_match(title));
    if title.is_empty() {
        Role::Plain
    } else if says_dropped(title) || has(&NEVER) {
        Role::Never
    } else if says_done(title) || has(&DONE) {
        Role::Done
    } else if has(&PARKED) {
        Role::Parked
    } else if has(&RESTATES) {
        Role::Restates
    } else if has(&PROSE) {
        Role::Prose
    } else if has(&WORK) {
        Role::Work
    } else {
        Role::Plain
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_tell_what_a_section_is_for() {
        for (title, want) in [
            ("Known bugs", Role::Work),
            ("Backend", Role::Plain),
            ("What's Good (No Changes Needed)", Role::Never),
            ("Acceptance Criteria", Role::Never),
            ("Core Principles", Role::Prose),
            ("COMPLETED", Role::Done),
            ("Completed (2025)", Role::Done),
            ("Suggested Work Order", Role::Restates),
            ("Recommended next steps", Role::Restates),
            ("Parked or Needs Product Decision", Role::Parked),
            ("Completed orders are lost", Role::Plain),
            ("Offene Aufgaben", Role::Work),
        ] {
            assert_eq!(role(title), want, "{title}");
        }
    }
}
