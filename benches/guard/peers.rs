//! The hook managers people use, each made to do the same two checks: scope and grammar by `sh`.

use std::fs;
use std::path::Path;

/// What a peer is called, the programs it needs, its configuration, and its two hooks; `@` stands
/// for the folder all of it lies in.
struct Peer {
    name: &'static str,
    programs: &'static [&'static str],
    files: &'static [(&'static str, &'static str)],
    pre_commit: &'static str,
    commit_msg: &'static str,
}

const PEERS: [Peer; 4] = [
    Peer {
        name: "lefthook",
        programs: &["lefthook"],
        files: &[(
            "lefthook.yml",
            "output: [failure]\npre-commit:\n  commands:\n    scope:\n      run: @/scope\n\
             commit-msg:\n  commands:\n    grammar:\n      run: @/grammar {1}\n",
        )],
        pre_commit: "LEFTHOOK_CONFIG=@/lefthook.yml exec lefthook run pre-commit",
        commit_msg: "LEFTHOOK_CONFIG=@/lefthook.yml exec lefthook run commit-msg \"$1\"",
    },
    Peer {
        name: "prek",
        programs: &["prek"],
        files: &[("pre-commit.yaml", PRE_COMMIT)],
        pre_commit: "exec prek run -q -c @/pre-commit.yaml --hook-stage pre-commit",
        commit_msg: "exec prek run -q -c @/pre-commit.yaml --hook-stage commit-msg --commit-msg-filename \"$1\"",
    },
    Peer {
        name: "pre-commit",
        programs: &["pre-commit"],
        files: &[("pre-commit.yaml", PRE_COMMIT)],
        pre_commit: "exec pre-commit run -c @/pre-commit.yaml --hook-stage pre-commit >/dev/null",
        commit_msg: "exec pre-commit run -c @/pre-commit.yaml --hook-stage commit-msg --commit-msg-filename \"$1\" >/dev/null",
    },
    Peer {
        name: "husky + commitlint",
        programs: &["commitlint", "node"],
        files: &[(
            "commitlint.config.mjs",
            "export default {\n  parserPreset: { parserOpts: { headerPattern: /^(\\[[^\\]]+\\]) (.+)$/, headerCorrespondence: ['type', 'subject'] } },\n\
             \x20 rules: { 'type-empty': [2, 'never'], 'subject-empty': [2, 'never'] },\n};\n",
        )],
        // Husky's own part is a shell that runs the file of the hook's name.
        pre_commit: "exec sh -e @/scope",
        commit_msg: "exec sh -ec 'commitlint --config @/commitlint.config.mjs --edit \"$0\"' \"$1\"",
    },
];

const PRE_COMMIT: &str = "repos:\n  - repo: local\n    hooks:\n      - id: scope\n        name: scope\n        language: system\n        entry: @/scope\n        pass_filenames: false\n        always_run: true\n        stages: [pre-commit]\n      - id: grammar\n        name: grammar\n        language: system\n        entry: @/grammar\n        stages: [commit-msg]\n";

/// The peers that are installed, each with its hooks; the checks are the two scripts given.
pub(crate) fn peers(folder: &Path, scope: &str, grammar: &str) -> Vec<(&'static str, [String; 2])> {
    let mut found = Vec::new();
    for peer in &PEERS {
        if let Some(missing) = peer.programs.iter().find(|name| which::which(name).is_err()) {
            println!("  not installed: {missing}, so that {} is not measured", peer.name);
            continue;
        }
        let own = folder.join(peer.name.replace([' ', '+'], ""));
        fs::create_dir_all(&own).expect("a folder");
        let place = |text: &str| text.replace('@', &own.display().to_string());
        for (name, text) in peer.files {
            fs::write(own.join(name), place(text)).expect("a configuration");
        }
        for (name, text) in [("scope", scope), ("grammar", grammar)] {
            super::executable(&own.join(name), text);
        }
        let hook = |line: &str| format!("#!/bin/sh\n{}\n", place(line));
        found.push((peer.name, [hook(peer.pre_commit), hook(peer.commit_msg)]));
    }
    found
}
