//! What words may mean, and what the files of words call it.

macro_rules! concepts {
    ($($(#[$doc:meta])* $name:ident = $called:literal,)+) => {
        /// What words may mean. Every language states every concept, if only to say that it has no
        /// words for it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Concept {
            $($(#[$doc])* $name,)+
        }

        impl Concept {
            /// All there are, with what files call them.
            pub const ALL: &[(Self, &'static str)] = &[$((Self::$name, $called),)+];
        }
    };
}

concepts! {
    /// Beginnings of words in names of lists of what is wrong.
    AboutBugs = "about-bugs",
    /// Beginnings of words in names of lists of texts.
    AboutDocuments = "about-documents",
    /// Beginnings of words in names of lists of what is new.
    AboutFeatures = "about-features",
    /// What says of advice that it is about the findings as a whole.
    AboutOthers = "about-others",
    /// Beginnings of words in names of reviews.
    AboutReview = "about-review",
    /// Beginnings of words in names of lists of work on the shape.
    AboutShape = "about-shape",
    /// Beginnings of words in names of lists of tests.
    AboutTests = "about-tests",
    /// A sentence that announces finished work.
    AlreadyDone = "already-done",
    /// What stands before work that must be done first; places named after it are its own.
    Awaits = "awaits",
    /// What stands before work that waits.
    Blocks = "blocks",
    /// What says that something holds for all the work, or must not be.
    Bounds = "bounds",
    /// What is built around files, so that its name is no place.
    BuiltOnFiles = "built-on-files",
    /// Stems of verbs for changing what stands after them.
    ChangeStem = "change-stem",
    /// What a tag before a file says that is no verb: it is new, it was moved.
    Changed = "changed",
    /// Heads of columns of numbers and dates.
    ColumnCount = "column-count",
    /// Heads of columns with more about a title.
    ColumnDetail = "column-detail",
    /// Heads of columns of names and numbers.
    ColumnId = "column-id",
    /// Heads of columns that say what is to be done.
    ColumnTitle = "column-title",
    /// The first level of urgency.
    Critical = "critical",
    /// The first level of urgency, in several words or within one.
    CriticalPhrase = "critical-phrase",
    /// Finished.
    Done = "done",
    /// Whether it will be done is open.
    Doubt = "doubt",
    /// Will not be done.
    Dropped = "dropped",
    /// What says that something holds between every item and the next.
    Each = "each",
    /// Words that stand in titles of any kind of work and tell nothing about it.
    Empty = "empty",
    /// What makes a place an example.
    ExamplePlace = "example-place",
    /// Keys of what waits; known as a whole.
    FieldBlocks = "field-blocks",
    /// Keys of conditions; like those that follow known by their first word, but with a colon as a whole.
    FieldCriteria = "field-criteria",
    /// Keys of what is waited for; known as a whole.
    FieldDepends = "field-depends",
    /// Keys of efforts.
    FieldEffort = "field-effort",
    /// Keys of places.
    FieldFiles = "field-files",
    /// Keys that say nothing about the work itself.
    FieldOther = "field-other",
    /// Keys of urgency.
    FieldPriority = "field-priority",
    /// Keys of what is wrong.
    FieldProblem = "field-problem",
    /// Keys of what to do.
    FieldRemedy = "field-remedy",
    /// Keys of states.
    FieldStatus = "field-status",
    /// Keys of steps.
    FieldSteps = "field-steps",
    /// Looked at and fine as it is.
    Fine = "fine",
    /// What stands behind a name that comes first.
    First = "first",
    /// Nouns that name text around the work where a title goes on to say of what.
    HeadAbout = "head-about",
    /// Nouns that name text around the work, at the head of a title.
    HeadAround = "head-around",
    /// What a title says of work that is finished.
    HeadDone = "head-done",
    /// Nouns for stretches and pieces of work, which a title may call done.
    HeadHeld = "head-held",
    /// What a title says first of things nobody has dealt with, whatever they are.
    HeadLeft = "head-left",
    /// What a title says of work that is left.
    HeadOpen = "head-open",
    /// What a title says of what is there today.
    HeadPresent = "head-present",
    /// Nouns that name work, at the head of a title.
    HeadWork = "head-work",
    /// The second level of urgency.
    High = "high",
    /// The second level of urgency, in several words or within one.
    HighPhrase = "high-phrase",
    /// What says of a list that its order must be kept.
    InOrder = "in-order",
    /// What infinitives end in, in languages that order with them and put them first.
    InfinitiveEnd = "infinitive-end",
    /// What marks a finding that is told for information.
    Informational = "informational",
    /// What stands between names.
    Joins = "joins",
    /// What a title ends in that asks to look first.
    KindCheck = "kind-check",
    /// What a title ends in that asks for a test.
    KindTest = "kind-test",
    /// What a piece of work is called before its number; like all labels and titles a pattern.
    LabelName = "label-name",
    /// What a stretch of work is called before its number.
    LabelStage = "label-stage",
    /// What a step is called before its number.
    LabelStep = "label-step",
    /// What stands before the number of a line of a file.
    LineWord = "line",
    /// The fourth level of urgency.
    Low = "low",
    /// The fourth level of urgency, in several words or within one.
    LowPhrase = "low-phrase",
    /// The third level of urgency.
    Medium = "medium",
    /// The third level of urgency, in several words or within one.
    MediumPhrase = "medium-phrase",
    /// What says that something ought to be.
    Modal = "modal",
    /// What means all items before.
    NamedAbove = "named-above",
    /// What means all other items where it stands alone.
    NamedAll = "named-all",
    /// What means all other items.
    NamedOthers = "named-others",
    /// What means the item before.
    NamedPrevious = "named-previous",
    /// What makes less of a word for done: "nearly finished".
    Nearly = "nearly",
    /// What turns a word for done round: "not fixed".
    Negation = "negation",
    /// What a field says that has nothing to say.
    Nothing = "nothing",
    /// Under way or waiting.
    Open = "open",
    /// What a report of a fault tells beside the steps that lead to it.
    Outcome = "outcome",
    /// Short words that tell what language a line is written in.
    Particle = "particle",
    /// Verbs that report what was done.
    Past = "past",
    /// What stands before a name that comes later.
    Precedes = "precedes",
    /// What may stand beside a level in a heading that is only about urgency.
    PriorityBeside = "priority-beside",
    /// What titles call urgency before a number or a level.
    PriorityName = "priority-name",
    /// What stands between the first and the last of a range.
    Range = "range",
    /// What stands before a place that is only referred to.
    Referral = "referral",
    /// What says of something named that it is over.
    Settled = "settled",
    /// Beginnings of words in titles of work on what is missing.
    SignAdd = "sign-add",
    /// Beginnings of words in titles of work on texts.
    SignDocument = "sign-document",
    /// Beginnings of words in titles of work on what is wrong.
    SignFix = "sign-fix",
    /// Beginnings of words in titles of work on the shape.
    SignRefactor = "sign-refactor",
    /// Beginnings of words in titles of work on what nobody needs.
    SignRemove = "sign-remove",
    /// Beginnings of words in titles of work on tests.
    SignTest = "sign-test",
    /// Beginnings of words in titles of work on what is old or slow.
    SignUpdate = "sign-update",
    /// Parts of titles of documents that promise work.
    TitleAbout = "title-about",
    /// Parts of titles of sections that may add to what was found.
    TitleAdvice = "title-advice",
    /// Titles of what holds for all the work: rules, conventions, what is out of scope.
    TitleBounds = "title-bounds",
    /// Titles of conditions and examples.
    TitleCriteria = "title-criteria",
    /// Parts of titles of critical paths.
    TitleCriticalPath = "title-critical-path",
    /// Titles of finished work.
    TitleDone = "title-done",
    /// Titles of documents that are nothing but lists of things to do.
    TitleList = "title-list",
    /// Titles of praise, legends and history.
    TitleNever = "title-never",
    /// Parts of titles of sections that only name what was seen.
    TitleObserves = "title-observes",
    /// Parts of titles of sections that only put in order or sum up.
    TitleOrder = "title-order",
    /// Parts of titles of sections that say in which order to work.
    TitleOrdered = "title-ordered",
    /// Titles of work that waits for a decision.
    TitleParked = "title-parked",
    /// Titles of text around the work.
    TitleProse = "title-prose",
    /// Titles of sections that say again what stands elsewhere.
    TitleRestates = "title-restates",
    /// Parts of titles of sections that add nothing.
    TitleSum = "title-sum",
    /// Titles that promise work.
    TitleWork = "title-work",
    /// What is wrong or missing.
    Trouble = "trouble",
    /// What keeps a sentence from reporting that work is done.
    Unfinished = "unfinished",
    /// Verbs for making something new.
    VerbAdd = "verb-add",
    /// Verbs for writing it down.
    VerbDocument = "verb-document",
    /// Verbs for mending.
    VerbFix = "verb-fix",
    /// Verbs for finding out.
    VerbInvestigate = "verb-investigate",
    /// Verbs for changing the shape.
    VerbRefactor = "verb-refactor",
    /// Verbs for taking away.
    VerbRemove = "verb-remove",
    /// Verbs for testing.
    VerbTest = "verb-test",
    /// Verbs for changing what is there.
    VerbUpdate = "verb-update",
    /// What stands before work that comes first, or before something else.
    Waits = "waits",
    /// What cells say where the head of a column asks whether something is so.
    Yes = "yes",
}

impl Concept {
    /// The concept a file calls `name`.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == name).map(|(concept, _)| *concept)
    }
}
