//! The JSON Schema of what a reading verb answers.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;

/// What `--json` answers, as it is published.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is of use")]
struct Published<T> {
    /// The version of the layout; another number means another layout.
    schema: u32,
    /// What the answer is.
    kind: String,
    #[schemars(flatten)]
    answer: T,
}

/// An answer of one kind or another.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "only its schema is of use")]
pub(super) enum Either<A, B> {
    One(A),
    Other(B),
}

/// The schema of an answer that is a `T`.
pub(super) fn schema<T: JsonSchema>() -> String {
    // What is left out where there is nothing to say is not required.
    let how = SchemaSettings::draft2020_12().for_serialize();
    format!("{:#}", how.into_generator().into_root_schema_for::<Published<T>>().to_value())
}

/// Verbs that print their schema by an option of their own, as they have a choice of it.
const OWN: [&str; 5] = ["init", "plan", "status", "check", "retro"];

/// The command line with `--schema` for every verb that answers in JSON.
pub fn with_schemas(command: clap::Command) -> clap::Command {
    let names: Vec<String> = command.get_subcommands().map(|it| it.get_name().to_owned()).collect();
    let names = names.into_iter().filter(|name| !OWN.contains(&&**name) && of(name).is_some());
    names.fold(command, |command, name| command.mut_subcommand(name, with_schema))
}

/// The command line of one verb, or of each of the verbs it has itself.
fn with_schema(verb: clap::Command) -> clap::Command {
    if verb.has_subcommands() {
        return verb.mut_subcommands(with_schema);
    }
    let schema = clap::Arg::new("schema")
        .long("schema")
        .action(clap::ArgAction::SetTrue)
        .exclusive(true)
        .help("Print the JSON Schema of the answer, and nothing else");
    verb.arg(schema)
}

/// The schema that was asked for on a command line of [`with_schemas`].
pub fn asked(matches: &clap::ArgMatches) -> Option<String> {
    let (name, mut verb) = matches.subcommand()?;
    if let Some((_, own)) = verb.subcommand() {
        verb = own;
    }
    let asked = !OWN.contains(&name) && verb.try_get_one::<bool>("schema").ok().flatten()? == &true;
    if asked { of(name) } else { None }
}

/// The schema of what the verb `name` answers; none where it answers nothing.
fn of(name: &str) -> Option<String> {
    Some(match name {
        "add" => super::add::schema(),
        "start" => super::start::schema(),
        "prompt" => super::prompt::schema(),
        "sync" => super::sync::schema(),
        "path" => super::path::schema(),
        "switch" => super::switch::schema(),
        "wait" => super::wait::schema(),
        "exec" => super::exec::schema(),
        "grant" => super::grant::schema(),
        "reassign" => super::reassign::schema(),
        "hooks" => super::hooks::schema(),
        "integrate" => super::integrate::schema(),
        "land" => super::land::schema(),
        "clean" => super::clean::schema(),
        "drop" => super::drop::schema(),
        "recover" => super::recover::schema(),
        "doctor" => super::doctor::schema(),
        "skill" => super::skill::schema(),
        "completions" => super::completions::schema(),
        "man" => super::man::schema(),
        _ => return None,
    })
}
