//! What a heading's words say about the lists below it: work, praise, legend, history.

use std::sync::LazyLock;

use regex::Regex;

use super::flat::lower;
use super::tag::{is_dropped_section, says_done};

/// What a section is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Its title promises work.
    Work,
    /// Its title says nothing.
    Plain,
    /// Conditions to check by, examples to read by: not even boxes are work.
    Criteria,
    /// Praise, legends, history: no work but what a box asks for.
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
    ($(#[$doc:meta])* $name:ident, $($pattern:expr),+ $(,)?) => {
        $(#[$doc])*
        static $name: LazyLock<Option<Regex>> =
            LazyLock::new(|| Regex::new(concat!($($pattern),+)).ok());
    };
}

words!(
    CRITERIA,
    r"^what should (work|happen)$|^acceptance( for .*)?$|acceptance (criteria|tests?|checks?|checklist|conditions)",
    r"|^repro\b|repro(duction)? (steps|for|of)|steps to reproduce|how to reproduce",
    r"|success (criteria|metrics)|definition of done|validation checklist|checklist before",
    r"|verification (checklist|steps)|(exit|entry) criteria|^criteria\b|criteria$",
    r"|(pre-?flight|review|quality|release|releasing|submission|deployment|production|pr) checklist|checklist (for|of) (the )?(deployment|production|release)",
    r"|(mesures?|critères|indicateurs) de (succès|réussite)|(métricas|critérios|criterios|indicadores) de (sucesso|éxito)|erfolgskriterien|metriche di successo",
    r"|quality (gates?|standards)|^((status|priority|severity|colou?r|symbol) )?legend\b|legend$",
    r"|^((task|item|issue|finding|report|pr|plan) )?templates?$",
    r"|^((output|parallel|usage|task|finding|report) )?examples?$|^samples?( (output|task|item|finding|report))?$",
    r"|完了(基準|条件)|受け入れ(基準|条件)|abnahmekriterien|akzeptanzkriterien|критерии (приёмки|готовности)",
    r"|criterios de aceptación|critères d.acceptation|critérios de aceitação|criteri di accettazione|kryteria akceptacji|验收标准|完成标准|완료 (기준|조건)",
);
words!(
    /// Many of these words are the names of features too ("Order history", "Template engine"), so
    /// that they count only where they are the whole title, or all but words about documents.
    NEVER,
    r"^environment$|^(participants|attendees)$",
    r"|well[- ](covered|tested)|(fully|already) (covered|tested)|^adequate(ly)?\b",
    r"|success (criteria|metrics)|definition of done|validation checklist",
    r"|verification (checklist|steps)|(exit|entry) criteria",
    r"|(pre-?flight|review|quality|release|submission|deployment|pr) checklist",
    r"|quality (gates?|standards)|non-?goals?|out of scope|strengths\b|^strength\b|^positives?\b",
    r"|^(good|excellent|great|solid|strong) .*(practices?|patterns?|handling|architecture|design|structure)( .*)?$",
    r"|what'?s (good|working|well)|^what works$|what (works|went|is) (well|good|working)|^good practices|^praise",
    r"|well done|^((status|priority|severity|colou?r|symbol) )?legend\b|legend$",
    r"|^change ?log|changelog$|^((change|revision|version|release|document|edit|commit) )?history$",
    r"|(change|revision|document) history|^release notes|^((task|item|issue|finding|report|pr|plan) )?",
    r"templates?$|^((output|parallel|usage|task|finding|report) )?examples?\b",
    r"|^((task|item|issue|checklist|finding|report|commit|message|id) )?formats?( of .*)?$|^format:",
    r"|^samples?( (output|task|item|finding|report))?$|plus(punkte)?$|stärken|сильные стороны",
    r"|достоинства|优点|亮点|良い点|完了(基準|条件)|受け入れ(基準|条件)|abnahmekriterien|akzeptanzkriterien",
    r"|^glossary|checkpoints?$|^((the|ground|general|house|working|coding|style) )?rules?$",
    r"|^((design|technical|project|business|known) )?constraints?$|^informational|^anti-?patterns?",
    r"|^tooling$|^provenance|^test results|no changes needed",
    r"|^(muy )?buenas prácticas|bonnes pratiques|boas práticas|(puntos|pontos) (fuertes|fortes|positivos)",
    r"|fortalezas|points (forts|positifs)|punti di forza|criterios de aceptación|critères d.acceptation",
    r"|^(result|ergebnis|resultado|résultat|outcome|verdict)s?: (no|none|nothing|clean|passed|keine)\b",
    r"|no (exploitable |open |critical |new |further |known )*(issues|vulnerabilities|findings|problems) (found|remain)",
    r"|^dependenc(y|ies) (&|and) |what'?s not (technical )?debt|^not (technical )?debt|^non-?issues$|^not (a )?(bug|issue|problem)s?$|came back clean|nothing (found|to report)|all clear|critérios de aceitação|잘된 점|장점|완료 (기준|조건)",
);
words!(
    PROSE,
    r"^(executive )?summary$|overview|^background|introduction|^context$|^context(:| and | & )",
    r"|^(pre-?requisites?|voraussetzungen)\b|principles?$|^principles|guidelines?$|conventions?$|^goals?$",
    r"|(coverage|performance|quality|size|budget|success|project) (goals?|targets?)$",
    r"|^(target|desired|end) (state|design|layout)$",
    r"|^((project|main|key|learning) )?objectives?$|^purpose|^motivation|^rationale|architecture$",
    r"|^design$|tech(nology|nical)? stack|dependenc(y|ies)( graph)?s?$",
    r"|^((project|file|folder|directory|repo|repository|code|document|debate) )?structure$",
    r"|\brisks?( (&|and|und) .*|\s*/.*)?$|^risks?\b|risk (assessment|management|analysis)",
    r"|^((risk|threat) )?mitigations?\b|assumptions?$|^assumptions?\b|gotchas|caveats|pitfalls",
    r"|^(notas|notes?|opmerkingen|uwagi)( (importantes?|importanti|utiles))?$|^([^ ]+ )?notes?$|^((related|further) )?references?$",
    r"|^((additional|further|useful) )?resources$|^((useful|related|external|quick) )?links$|see also",
    r"|^appendix|appendix$|methodology$|^methods?$|method$|^scope$|^licen[cs](e|ing)$",
    r"|^contribut(ing|ors)\b|^contributions?$|^how to contribute|^install(ation|ing)?$",
    r"|^install(ation|ing) |^usage|getting started|^how to|^about$|^about (this|the|these)\b|contents$",
    r"|^toc$|statistics$|^((quality|code|key|project|current|coverage|success|test) )*metrics$",
    r"|^files? summary|conclusions?$|^conclusions?\b",
    r"|^((project|implementation|estimated|rough|overall|proposed|suggested) )*timelines?( (&|and) .*)?$",
    r"|^estimat(e|es|ed|ion|ions)$|estimates$|(effort|time|cost|size|debt) estimat",
    r"|^(total )?estimated (total |remaining )?(effort|time|timeline|duration|total|costs?|hours|size)s?$",
    r"|^((total|remaining) )?efforts?( (summary|breakdown|by .*))?$|effort (summary|breakdown)",
    r"|^((release|project|proposed|overall) )?schedule$|^(the )?team( (members|structure|roles|strategy))?$",
    r"|parallel team|^roles( (and|&) .*)?$|^faqs?$|key (insights|takeaways|decisions)",
    r"|^rollout( plan)?$|parallel (example|opportunit)|implementation strategy|execution order",
    r"|lessons learned|^retrospective|成功指标|技术决策|经验教训|success criteria|(execution|working|testing|test|rollout|migration) (approach|strategy)$|^approach$|rollback",
    r"|commit (sequence|strategy|plan)|(prioriti[sz]ation|scoring) (method|criteria)|^legend",
    r"|(severity|priority|prioriti[sz]ation|triage) (levels|legend|scale|rating|key|guide)|^key$|общий обзор|обзор",
    r"|введение|заключение|выводы?$|überblick|einleitung|hintergrund|hinweise|risiken|annahmen",
    r"|vorgehen(sweise)?$|zeitplan|概述|背景|总结$|概要|はじめに|说明|注意|备注|風險|风险",
    r"|リスク|担当|スケジュール|前提(条件)?$|^questions?$|open questions?|offene fragen|открытые вопросы",
    r"|現在の(状態|状況)|現状$|current (state|status|test coverage|coverage)|^((test|current|overall|project) )*progress$",
    r"|coverage (summary|report)|^((useful|common|build|test|key|quick|exact|main) )*commands?$|^comandos\b|^why\b|benefits?$|^benefits|(预期|預期)?收益$|預期效果|预期效果|处理原则|處理原則|原则$|原則$|目录结构|目錄結構|決定|decis(ões|iones) (já )?tomadas",
    r"|^((expected|business|user|overall) )*impact$|tools? used|user stor(y|ies) ?$|review process",
    r"|^resum(en|o)( ejecutivo| executivo)?$|^résumé|^introduc|^conclusi[oó]n(es)?$|^contexte?o?$",
    r"|^(objetivos?|objectifs?|obiettivi)$|^(referencias|références|referências|riferimenti)$",
    r"|^metodología|^méthodologie|^metodologia|^riesgos|^risques|^riscos|^rischi|^cronograma|^calendrier",
    r"|^prérequis|^requisitos previos|^개요|^배경|^참고|^위험|^일정",
);
words!(
    WORK,
    r"to-?dos?\b|what'?s left|left (to do|for)|still (open|to do|missing)|backlog|\btasks?\b|\bbugs?\b",
    r"|\bissues?\b|\bfindings?\b|\bfeatures?\b|\bideas?\b|improvements?|enhancements?|\bfix(es)?\b|open\b",
    r"|opened|planned|upcoming|in progress|in the works|next\b|remaining|missing|\bgaps?\b",
    r"|technical debt|tech debt|refactor|vulnerabilit|weaknesses|problems|recommend|action items",
    r"|work items?|wish ?list|\bchores?\b|potential|must|should|nice to have",
    r"|known (bugs|issues|limitations)|cleanup|clean-up|aufgaben|offen|fehler|verbesserung|задачи",
    r"|ошибки|улучшени|проблемы|待办|任务|问题|修复|改进|課題|タスク|問題|不具合|バグ|今後の|残(り|作業)|改善",
    r"|à faire|tareas|pendientes?\b|mejoras|problemas|errores|hallazgos|deuda técnica|por hacer",
    r"|problèmes|améliorations|anomalies|tâches|dette technique|erreurs|melhorias|erros|tarefas",
    r"|dívida técnica|da fare|problemi|miglioramenti|debito tecnico|할 ?일|작업|버그|이슈|개선|문제",
);
words!(
    RESTATES,
    r"^(executive )?summary|summary( table| of findings| statistics)?$",
    r"|(priority|fix|work|execution|implementation|recommended|suggested|processing|build|merge|migration) order",
    r"|^((suggested|recommended|proposed) )?order of|recommended (fix|next|order|action|path)",
    r"|suggested (order|work|next|priorit)|next (steps|actions)|action (items|plan|summary)|recommendations?\b",
    r"|^((fix|task|issue|work|overall|suggested|recommended) )?priorit(y|ies|ization|ized|isation)( matrix| list| summary| ranking| table)?$",
    r"|prioriti[sz]ed (list|actions|recommendations|fix)|quick (reference|wins|fixes)",
    r"|^((issue|finding|task) )?index$|checklists?$|^checklists?\b:?$|execution plan",
    r"|implementation (plan|roadmap|timeline|sequence|phases)|^((issue|progress|status|task) )?tracking$",
    r"|tracking (table|sheet)|status (overview|summary|table)|overview of|roadmap$|итог|рекомендации",
    r"|^priorización|plan de (acción|corrección)|plan d.action|recomendaciones|recommandations",
    r"|recomendações|raccomandazioni|(próximos|siguientes) pas(os|sos)|étapes suivantes|prochaines étapes",
    r"|nächste schritte|prossimi passi|zusammenfassung|empfehlung|总结|建议|まとめ|推奨|実施計画|実施順序|at a glance|top \d+ (priorit|fix|action)",
    r"|^((completion|project|overall|review|fix|implementation|current) )status$|issue (summary|index|counts?)|remaining work$|^estimated (impact|order)|work ?plan",
);
words!(
    PARKED,
    r"\bparked\b|needs? (a )?(product |design |owner |team )?(decision|discussion)|to (be )?(decided?|discuss)",
    r"|\bsomeday\b|parking lot|^deferred$|undecided|\btbd\b|decisions? needed|awaiting decision|icebox|workshop|for discussion|zu klären|待定",
);
words!(
    DONE,
    r"^(recently |already |previously )?(done|completed|complete|closed|resolved|fixed|finished|implemented",
    r"|shipped|archived?|applied|erledigt|abgeschlossen|сделано|выполнено|готово|已完成|完了|terminé|hecho",
    r"|completado)\b( (tasks|items|work|features|issues|bugs|findings|fixes|todos|phases|milestones",
    r"|improvements|in .*|\(.*))?[^a-z0-9]*$|^what('s| is| has been) (been )?done|^already (done|implemented)",
    r"|^(corrected|fixed|added|changed|removed|improved|released) in (v?\d|alpha|beta|rc|release|version)",
    r"|完了した|完了済み|완료(된|됨)|(correcciones|corrections|tareas|tâches|mejoras) (aplicadas|appliquées",
    r"|completadas|terminées|realizadas|hechas|faites)",
);

impl Role {
    /// Whether nothing below is work but what a box asks for, or not even that.
    pub(super) fn is_never(self) -> bool {
        matches!(self, Self::Never | Self::Criteria)
    }
}

/// The role the words of `title` give a section; the title's own marks are judged apart.
pub(super) fn role(title: &str) -> Role {
    let title = title.trim().trim_matches(|c: char| !c.is_alphanumeric() && c != ')').trim();
    let title = &*lower(title);
    // What stands in brackets is a remark: "Work packages (execution order)".
    let bare = title.split_once(" (").map_or(title, |(bare, _)| bare);
    let matches = |words: &LazyLock<Option<Regex>>, title: &str| {
        words.as_ref().is_some_and(|words| words.is_match(title))
    };
    let has = |words: &LazyLock<Option<Regex>>| matches(words, title);
    if title.is_empty() {
        Role::Plain
    } else if has(&CRITERIA) {
        Role::Criteria
    } else if is_dropped_section(title) || has(&NEVER) {
        Role::Never
    } else if says_done(title) || has(&DONE) {
        Role::Done
    } else if has(&PARKED) {
        Role::Parked
    } else if matches(&RESTATES, bare) {
        Role::Restates
    } else if matches(&PROSE, bare) {
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
            ("Acceptance Criteria", Role::Criteria),
            ("Core Principles", Role::Prose),
            ("COMPLETED", Role::Done),
            ("Completed (2025)", Role::Done),
            ("Suggested Work Order", Role::Restates),
            ("Recommended next steps", Role::Restates),
            ("Parked or Needs Product Decision", Role::Parked),
            ("Completed orders are lost", Role::Plain),
            ("Offene Aufgaben", Role::Work),
            ("既知の問題", Role::Work),
            ("Order history", Role::Plain),
            ("Version history", Role::Never),
            ("Template engine", Role::Plain),
            ("Task template", Role::Criteria),
            ("Format picker", Role::Plain),
            ("Sample library", Role::Plain),
            ("Business rules", Role::Plain),
            ("Ground rules", Role::Never),
            ("Estimated delivery date", Role::Plain),
            ("Estimated effort", Role::Prose),
            ("Password strength meter", Role::Plain),
            ("Strengths", Role::Never),
            ("Good error handling patterns", Role::Never),
            ("Good first issues", Role::Work),
            ("Team page", Role::Plain),
            ("Team structure", Role::Prose),
            ("Data structure", Role::Plain),
            ("Context menu", Role::Plain),
            ("Slash commands", Role::Plain),
            ("Upload progress", Role::Plain),
            ("Database index", Role::Plain),
            ("Error tracking", Role::Plain),
            ("Release notes", Role::Never),
            ("Scan Notes", Role::Prose),
            ("Potential Risks & Gotchas", Role::Prose),
            ("Risks and mitigations", Role::Prose),
            ("Voraussetzungen", Role::Prose),
            ("Applied fixes", Role::Done),
            ("Rejected ideas", Role::Never),
            ("Won't do", Role::Never),
            ("Obsolete", Role::Never),
            ("Invalid token accepted", Role::Plain),
            ("Work packages (execution order)", Role::Plain),
            ("Coverage goals", Role::Prose),
            ("Next actions", Role::Restates),
        ] {
            assert_eq!(role(title), want, "{title}");
        }
    }
}
