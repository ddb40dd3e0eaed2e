# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_git_parallel_global_optspecs
    string join \n C= json n/dry-run trust q/quiet color= h/help V/version
end

function __fish_git_parallel_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_git_parallel_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_git_parallel_using_subcommand
    set -l cmd (__fish_git_parallel_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c git-parallel -n "__fish_git_parallel_needs_command" -s C -d 'Run as if started in DIR' -r -F
complete -c git-parallel -n "__fish_git_parallel_needs_command" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c git-parallel -n "__fish_git_parallel_needs_command" -l json -d 'Answer as JSON'
complete -c git-parallel -n "__fish_git_parallel_needs_command" -s n -l dry-run -d 'Show what would be done, and do nothing'
complete -c git-parallel -n "__fish_git_parallel_needs_command" -l trust -d 'Trust the commands of .parallel.toml as they stand'
complete -c git-parallel -n "__fish_git_parallel_needs_command" -s q -l quiet -d 'Tell only answers, warnings and errors'
complete -c git-parallel -n "__fish_git_parallel_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c git-parallel -n "__fish_git_parallel_needs_command" -s V -l version -d 'Print version'
complete -c git-parallel -n "__fish_git_parallel_needs_command" -f -a "init" -d 'Write a commented .parallel.toml and exclude the worktree folder'
complete -c git-parallel -n "__fish_git_parallel_needs_command" -f -a "plan" -d 'Read work-item documents, propose a split and, once accepted, write its workers'
complete -c git-parallel -n "__fish_git_parallel_needs_command" -f -a "status" -d 'Show every worker\'s state, what wants attention and what to do next'
complete -c git-parallel -n "__fish_git_parallel_needs_command" -f -a "check" -d 'Judge every commit of the workers\' branches by the plan: prefix, branch, scope and merges'
complete -c git-parallel -n "__fish_git_parallel_needs_command" -f -a "open" -d 'Open a worker\'s worktree in your editor'
complete -c git-parallel -n "__fish_git_parallel_needs_command" -f -a "retro" -d 'Review work that was done: shares, gaps, waits, conventions, planned against actual time'
complete -c git-parallel -n "__fish_git_parallel_needs_command" -f -a "demo" -d 'Play a whole day in a scratch repository, narrated'
complete -c git-parallel -n "__fish_git_parallel_needs_command" -f -a "add" -d 'Define one worker from direct instructions, without a document'
complete -c git-parallel -n "__fish_git_parallel_needs_command" -f -a "start" -d 'Create worktrees, branches, guards, prompts and launch scripts; print what to run'
complete -c git-parallel -n "__fish_git_parallel_needs_command" -f -a "prompt" -d 'Print a worker\'s kickoff prompt again, or the prompt that fits what happened since'
complete -c git-parallel -n "__fish_git_parallel_needs_command" -f -a "sync" -d 'Bring the base branch into the branches of workers whose worktrees are clean'
complete -c git-parallel -n "__fish_git_parallel_needs_command" -f -a "path" -d 'Print where a worker\'s worktree is'
complete -c git-parallel -n "__fish_git_parallel_needs_command" -f -a "switch" -d 'Go to a worker\'s worktree; without a name, pick one'
complete -c git-parallel -n "__fish_git_parallel_needs_command" -f -a "wait" -d 'Wait until workers are complete, blocked or in need'
complete -c git-parallel -n "__fish_git_parallel_needs_command" -f -a "exec" -d 'Run a command in workers\' worktrees, with one report'
complete -c git-parallel -n "__fish_git_parallel_needs_command" -f -a "grant" -d 'Let a worker change more paths, recorded with the reason; refuses what another worker owns'
complete -c git-parallel -n "__fish_git_parallel_needs_command" -f -a "reassign" -d 'Hand items and paths of one worker to another, recorded in .parallel.toml'
complete -c git-parallel -n "__fish_git_parallel_needs_command" -f -a "hooks" -d 'Install, show or remove the hooks that guard the workers\' worktrees'
complete -c git-parallel -n "__fish_git_parallel_needs_command" -f -a "integrate" -d 'Merge the workers one by one on an integration branch, checked after each'
complete -c git-parallel -n "__fish_git_parallel_needs_command" -f -a "land" -d 'Go through the review checklist, then merge the integration into the base branch'
complete -c git-parallel -n "__fish_git_parallel_needs_command" -f -a "clean" -d 'Remove worktrees, branches and scripts of landed work; refuse what would be lost'
complete -c git-parallel -n "__fish_git_parallel_needs_command" -f -a "drop" -d 'End workers that shall not land: worktree, branch, scripts and table go'
complete -c git-parallel -n "__fish_git_parallel_needs_command" -f -a "recover" -d 'Find what crashes and commits on wrong branches left behind, and mend it'
complete -c git-parallel -n "__fish_git_parallel_needs_command" -f -a "doctor" -d 'Look for everything that could make the guard or a verb fail, and name the mend'
complete -c git-parallel -n "__fish_git_parallel_needs_command" -f -a "skill" -d 'Print instructions for an agent that leads (orchestrator) or works (worker)'
complete -c git-parallel -n "__fish_git_parallel_needs_command" -f -a "completions" -d 'Print what completes `git parallel` in a shell, or install it'
complete -c git-parallel -n "__fish_git_parallel_needs_command" -f -a "man" -d 'Print a manual page, or install all of them for the user'
complete -c git-parallel -n "__fish_git_parallel_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand init" -l base -d 'The branch all work starts from and lands on' -r -f -a '(__git_parallel_values)'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand init" -l agent -d 'The agent that works; else one that is on PATH, asked for at a terminal where several are' -r -f -a "claude\t''
codex\t''
gemini\t''
opencode\t''
copilot\t''
qwen\t''
aider\t''
cursor\t''
goose\t''"
complete -c git-parallel -n "__fish_git_parallel_using_subcommand init" -l schema -d 'Print the JSON Schema of .parallel.toml, for editors, or of the answer, and nothing else' -r -f -a "plan\t'.parallel.toml'
answer\t'What `init --json` answers'"
complete -c git-parallel -n "__fish_git_parallel_using_subcommand init" -s C -d 'Run as if started in DIR' -r -F
complete -c git-parallel -n "__fish_git_parallel_using_subcommand init" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c git-parallel -n "__fish_git_parallel_using_subcommand init" -l force -d 'Replace an existing .parallel.toml, which is kept below refs/parallel/backup/; not while workers are started'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand init" -l json -d 'Answer as JSON'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand init" -s n -l dry-run -d 'Show what would be done, and do nothing'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand init" -l trust -d 'Trust the commands of .parallel.toml as they stand'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand init" -s q -l quiet -d 'Tell only answers, warnings and errors'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand init" -s V -l version -d 'Print version'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand plan" -l items -d 'Take these items, as JSON, instead of reading them from a document, or beside it; `-` is standard input' -r -f -a '(__git_parallel_values)'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand plan" -l clarify -d 'Answer what is asked about an item (repeatable): words and paths, skip, drop or same as item-3' -r -f -a '(__git_parallel_values)'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand plan" -l split -d 'Take this split, in the short form that `N` opens, instead of the proposed one; `-` is standard input' -r -F
complete -c git-parallel -n "__fish_git_parallel_using_subcommand plan" -l workers -d 'Split over this many workers [default: 2 to 4, about two hours or more each]' -r -f -a '(__git_parallel_values)'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand plan" -l feature -d 'The feature these items are for: its workers stand beside those of others, whose scopes stay theirs' -r -f -a '(__git_parallel_values)'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand plan" -l graph -d 'Print the dependency graph instead' -r -f -a "text\t'Lines for a terminal'
dot\t'For Graphviz'
mermaid\t'For Markdown'"
complete -c git-parallel -n "__fish_git_parallel_using_subcommand plan" -l answer -d 'Answer a question of the reading (repeatable): items (each line is one), below (the lines below them are), one (all of it is one item) or none (no work)' -r -f -a '(__git_parallel_values)'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand plan" -l edit -d 'Say of every line what it is, in the editor, before anything is planned; without a terminal it is printed, to be handed back as FILE' -r -f -a '(__git_parallel_values)'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand plan" -l schema -d 'Print the JSON Schema of what --json answers, or of what --items takes, and nothing else' -r -f -a "answer\t'What --json answers'
items\t'What --items takes'
reading\t'What --explain --json answers'"
complete -c git-parallel -n "__fish_git_parallel_using_subcommand plan" -s C -d 'Run as if started in DIR' -r -F
complete -c git-parallel -n "__fish_git_parallel_using_subcommand plan" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c git-parallel -n "__fish_git_parallel_using_subcommand plan" -s y -l yes -d 'Accept the split without asking'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand plan" -l sequential -d 'Print the ordered task list of a single session instead of a split'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand plan" -l markdown -d 'Print the manifest as Markdown'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand plan" -l explain -d 'Print every block of the documents with what became of it and the rule that decided'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand plan" -l json -d 'Answer as JSON'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand plan" -s n -l dry-run -d 'Show what would be done, and do nothing'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand plan" -l trust -d 'Trust the commands of .parallel.toml as they stand'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand plan" -s q -l quiet -d 'Tell only answers, warnings and errors'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand plan" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand plan" -s V -l version -d 'Print version'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand status" -l feature -d 'Show the workers of this feature only' -r -f -a '(__git_parallel_values)'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand status" -s C -d 'Run as if started in DIR' -r -F
complete -c git-parallel -n "__fish_git_parallel_using_subcommand status" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c git-parallel -n "__fish_git_parallel_using_subcommand status" -l fetch -d 'Fetch the remote first'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand status" -l requests -d 'Ask gh or glab for the requests to merge the branches, and show their states'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand status" -l porcelain -d 'Answer for scripts, in a format that stays'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand status" -l markdown -d 'Answer in Markdown, to be pasted into an issue or read by an agent'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand status" -l html -d 'Answer as one page of HTML: a timeline, who needs whom, items and their commits'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand status" -l line -d 'Answer in one line, quickly, for a shell\'s prompt or a status line'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand status" -s w -l watch -d 'Keep the report on the screen and fresh; without a terminal, print a line for each change'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand status" -l bell -d 'While watching, ring the bell when a worker is blocked, complete or stalled'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand status" -l notify -d 'While watching, tell the desktop when a worker is blocked, complete or stalled'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand status" -l exit-code -d 'Exit with 1 when something wants attention'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand status" -l schema -d 'Print the JSON Schema of what --json answers, and nothing else'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand status" -l json -d 'Answer as JSON'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand status" -s n -l dry-run -d 'Show what would be done, and do nothing'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand status" -l trust -d 'Trust the commands of .parallel.toml as they stand'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand status" -s q -l quiet -d 'Tell only answers, warnings and errors'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand status" -s V -l version -d 'Print version'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand check" -l feature -d 'All workers of this feature' -r -f -a '(__git_parallel_values)'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand check" -l worker -d 'Whose commits the range holds, where its branch does not tell' -r -f -a '(__git_parallel_values)'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand check" -s C -d 'Run as if started in DIR' -r -F
complete -c git-parallel -n "__fish_git_parallel_using_subcommand check" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c git-parallel -n "__fish_git_parallel_using_subcommand check" -l annotations -d 'Print what was found as annotations of GitHub Actions (`::error file=…::…`), as `action.yml` does'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand check" -l schema -d 'Print the JSON Schema of what --json answers, and nothing else'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand check" -l json -d 'Answer as JSON'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand check" -s n -l dry-run -d 'Show what would be done, and do nothing'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand check" -l trust -d 'Trust the commands of .parallel.toml as they stand'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand check" -s q -l quiet -d 'Tell only answers, warnings and errors'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand check" -s V -l version -d 'Print version'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand open" -s C -d 'Run as if started in DIR' -r -F
complete -c git-parallel -n "__fish_git_parallel_using_subcommand open" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c git-parallel -n "__fish_git_parallel_using_subcommand open" -l json -d 'Answer as JSON'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand open" -s n -l dry-run -d 'Show what would be done, and do nothing'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand open" -l trust -d 'Trust the commands of .parallel.toml as they stand'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand open" -s q -l quiet -d 'Tell only answers, warnings and errors'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand open" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand open" -s V -l version -d 'Print version'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand retro" -l feature -d 'Look at the workers of this feature only' -r -f -a '(__git_parallel_values)'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand retro" -s C -d 'Run as if started in DIR' -r -F
complete -c git-parallel -n "__fish_git_parallel_using_subcommand retro" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c git-parallel -n "__fish_git_parallel_using_subcommand retro" -l markdown -d 'Print the review as Markdown'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand retro" -l html -d 'Print the review as one page of HTML: a timeline, who needed whom, items and their commits'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand retro" -l write -d 'Write the measured minutes to .parallel.toml, where the next plan reads them'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand retro" -l schema -d 'Print the JSON Schema of what --json answers, and nothing else'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand retro" -l json -d 'Answer as JSON'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand retro" -s n -l dry-run -d 'Show what would be done, and do nothing'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand retro" -l trust -d 'Trust the commands of .parallel.toml as they stand'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand retro" -s q -l quiet -d 'Tell only answers, warnings and errors'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand retro" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand retro" -s V -l version -d 'Print version'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand demo" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c git-parallel -n "__fish_git_parallel_using_subcommand demo" -l json -d 'Answer as JSON'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand demo" -s n -l dry-run -d 'Show what would be done, and do nothing'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand demo" -l trust -d 'Trust the commands of .parallel.toml as they stand'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand demo" -s q -l quiet -d 'Tell only answers, warnings and errors'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand demo" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand demo" -s V -l version -d 'Print version'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand add" -s s -l scope -d 'A path pattern it alone may change; repeat for more' -r -f -a '(__git_parallel_values)'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand add" -s t -l task -d 'One of its tasks; repeat for more' -r -f -a '(__git_parallel_values)'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand add" -l feature -d 'The feature it works for, where that is not the plan\'s own' -r -f -a '(__git_parallel_values)'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand add" -l needs -d 'Something it needs of another worker, `task-2` or `task-2/UserModel`' -r -f -a '(__git_parallel_values)'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand add" -l checkpoint -d 'A checkpoint expected of it; repeat for more' -r -f -a '(__git_parallel_values)'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand add" -s C -d 'Run as if started in DIR' -r -F
complete -c git-parallel -n "__fish_git_parallel_using_subcommand add" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c git-parallel -n "__fish_git_parallel_using_subcommand add" -l schema -d 'Print the JSON Schema of the answer, and nothing else'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand add" -l json -d 'Answer as JSON'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand add" -s n -l dry-run -d 'Show what would be done, and do nothing'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand add" -l trust -d 'Trust the commands of .parallel.toml as they stand'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand add" -s q -l quiet -d 'Tell only answers, warnings and errors'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand add" -s V -l version -d 'Print version'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand start" -l only -d 'The same, for who would rather say it by an option' -r -f -a '(__git_parallel_values)'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand start" -l from -d 'Start the branches here instead of at the base branch' -r -f -a '(__git_parallel_values)'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand start" -l agent -d 'Work with this agent instead of the plan\'s, also when the scripts are written again' -r -f -a "claude\t''
codex\t''
gemini\t''
opencode\t''
copilot\t''
qwen\t''
aider\t''
cursor\t''
goose\t''"
complete -c git-parallel -n "__fish_git_parallel_using_subcommand start" -s C -d 'Run as if started in DIR' -r -F
complete -c git-parallel -n "__fish_git_parallel_using_subcommand start" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c git-parallel -n "__fish_git_parallel_using_subcommand start" -l tmux -d 'Print commands for tmux instead, one window a worker'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand start" -l zellij -d 'Print commands for zellij instead, one pane a worker'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand start" -l wezterm -d 'Print commands for `WezTerm` instead, one tab a worker'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand start" -l kitty -d 'Print commands for kitty instead, one window a worker'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand start" -l schema -d 'Print the JSON Schema of the answer, and nothing else'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand start" -l json -d 'Answer as JSON'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand start" -s n -l dry-run -d 'Show what would be done, and do nothing'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand start" -l trust -d 'Trust the commands of .parallel.toml as they stand'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand start" -s q -l quiet -d 'Tell only answers, warnings and errors'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand start" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand start" -s V -l version -d 'Print version'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand prompt" -l feature -d 'One after the other, the prompts of all workers of this feature' -r -f -a '(__git_parallel_values)'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand prompt" -l template -d 'Print the built-in template of this prompt instead, to begin one of your own with' -r -f -a "kickoff\t'What a worker starts with'
resume\t'What it needed is there'
continue\t'Its session ended'
deadlock\t'It waits in a circle'"
complete -c git-parallel -n "__fish_git_parallel_using_subcommand prompt" -s C -d 'Run as if started in DIR' -r -F
complete -c git-parallel -n "__fish_git_parallel_using_subcommand prompt" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c git-parallel -n "__fish_git_parallel_using_subcommand prompt" -l resume -d 'What it needed is there: what to merge, and the remaining tasks'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand prompt" -l continue -d 'Its session ended: what is committed, what is not, and the remaining tasks'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand prompt" -l deadlock -d 'It waits in a circle with others: the way out'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand prompt" -l schema -d 'Print the JSON Schema of the answer, and nothing else'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand prompt" -l json -d 'Answer as JSON'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand prompt" -s n -l dry-run -d 'Show what would be done, and do nothing'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand prompt" -l trust -d 'Trust the commands of .parallel.toml as they stand'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand prompt" -s q -l quiet -d 'Tell only answers, warnings and errors'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand prompt" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand prompt" -s V -l version -d 'Print version'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand sync" -s C -d 'Run as if started in DIR' -r -F
complete -c git-parallel -n "__fish_git_parallel_using_subcommand sync" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c git-parallel -n "__fish_git_parallel_using_subcommand sync" -l schema -d 'Print the JSON Schema of the answer, and nothing else'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand sync" -l json -d 'Answer as JSON'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand sync" -s n -l dry-run -d 'Show what would be done, and do nothing'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand sync" -l trust -d 'Trust the commands of .parallel.toml as they stand'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand sync" -s q -l quiet -d 'Tell only answers, warnings and errors'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand sync" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand sync" -s V -l version -d 'Print version'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand path" -s C -d 'Run as if started in DIR' -r -F
complete -c git-parallel -n "__fish_git_parallel_using_subcommand path" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c git-parallel -n "__fish_git_parallel_using_subcommand path" -l schema -d 'Print the JSON Schema of the answer, and nothing else'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand path" -l json -d 'Answer as JSON'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand path" -s n -l dry-run -d 'Show what would be done, and do nothing'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand path" -l trust -d 'Trust the commands of .parallel.toml as they stand'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand path" -s q -l quiet -d 'Tell only answers, warnings and errors'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand path" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand path" -s V -l version -d 'Print version'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand switch" -l function -d 'Print the function that lets `switch` change a shell\'s directory, and nothing else' -r -f -a "bash\t'bash'
zsh\t'zsh'
fish\t'fish'"
complete -c git-parallel -n "__fish_git_parallel_using_subcommand switch" -s C -d 'Run as if started in DIR' -r -F
complete -c git-parallel -n "__fish_git_parallel_using_subcommand switch" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c git-parallel -n "__fish_git_parallel_using_subcommand switch" -l schema -d 'Print the JSON Schema of the answer, and nothing else'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand switch" -l json -d 'Answer as JSON'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand switch" -s n -l dry-run -d 'Show what would be done, and do nothing'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand switch" -l trust -d 'Trust the commands of .parallel.toml as they stand'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand switch" -s q -l quiet -d 'Tell only answers, warnings and errors'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand switch" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand switch" -s V -l version -d 'Print version'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand wait" -l until -d 'What to wait for' -r -f -a "complete\t'All its tasks are finished, or its work is merged'
blocked\t'It can not go on'
needs\t'It needs something of others'
any\t'Any of these: it wants somebody\'s attention'"
complete -c git-parallel -n "__fish_git_parallel_using_subcommand wait" -l timeout -d 'Give up after this time: 90s, 30m, 2h' -r -f -a '(__git_parallel_values)'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand wait" -s C -d 'Run as if started in DIR' -r -F
complete -c git-parallel -n "__fish_git_parallel_using_subcommand wait" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c git-parallel -n "__fish_git_parallel_using_subcommand wait" -l first -d 'End as soon as one of the workers is there'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand wait" -l schema -d 'Print the JSON Schema of the answer, and nothing else'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand wait" -l json -d 'Answer as JSON'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand wait" -s n -l dry-run -d 'Show what would be done, and do nothing'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand wait" -l trust -d 'Trust the commands of .parallel.toml as they stand'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand wait" -s q -l quiet -d 'Tell only answers, warnings and errors'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand wait" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand wait" -s V -l version -d 'Print version'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand exec" -s C -d 'Run as if started in DIR' -r -F
complete -c git-parallel -n "__fish_git_parallel_using_subcommand exec" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c git-parallel -n "__fish_git_parallel_using_subcommand exec" -l schema -d 'Print the JSON Schema of the answer, and nothing else'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand exec" -l json -d 'Answer as JSON'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand exec" -s n -l dry-run -d 'Show what would be done, and do nothing'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand exec" -l trust -d 'Trust the commands of .parallel.toml as they stand'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand exec" -s q -l quiet -d 'Tell only answers, warnings and errors'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand exec" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand exec" -s V -l version -d 'Print version'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand grant" -l reason -d 'Why the worker needs them' -r -f -a '(__git_parallel_values)'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand grant" -s C -d 'Run as if started in DIR' -r -F
complete -c git-parallel -n "__fish_git_parallel_using_subcommand grant" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c git-parallel -n "__fish_git_parallel_using_subcommand grant" -l schema -d 'Print the JSON Schema of the answer, and nothing else'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand grant" -l json -d 'Answer as JSON'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand grant" -s n -l dry-run -d 'Show what would be done, and do nothing'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand grant" -l trust -d 'Trust the commands of .parallel.toml as they stand'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand grant" -s q -l quiet -d 'Tell only answers, warnings and errors'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand grant" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand grant" -s V -l version -d 'Print version'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand reassign" -l from -d 'The worker that gives' -r -f -a '(__git_parallel_values)'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand reassign" -l to -d 'The worker that takes' -r -f -a '(__git_parallel_values)'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand reassign" -l reason -d 'Why' -r -f -a '(__git_parallel_values)'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand reassign" -s C -d 'Run as if started in DIR' -r -F
complete -c git-parallel -n "__fish_git_parallel_using_subcommand reassign" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c git-parallel -n "__fish_git_parallel_using_subcommand reassign" -l schema -d 'Print the JSON Schema of the answer, and nothing else'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand reassign" -l json -d 'Answer as JSON'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand reassign" -s n -l dry-run -d 'Show what would be done, and do nothing'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand reassign" -l trust -d 'Trust the commands of .parallel.toml as they stand'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand reassign" -s q -l quiet -d 'Tell only answers, warnings and errors'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand reassign" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand reassign" -s V -l version -d 'Print version'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand hooks; and not __fish_seen_subcommand_from install status uninstall help" -s C -d 'Run as if started in DIR' -r -F
complete -c git-parallel -n "__fish_git_parallel_using_subcommand hooks; and not __fish_seen_subcommand_from install status uninstall help" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c git-parallel -n "__fish_git_parallel_using_subcommand hooks; and not __fish_seen_subcommand_from install status uninstall help" -l json -d 'Answer as JSON'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand hooks; and not __fish_seen_subcommand_from install status uninstall help" -s n -l dry-run -d 'Show what would be done, and do nothing'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand hooks; and not __fish_seen_subcommand_from install status uninstall help" -l trust -d 'Trust the commands of .parallel.toml as they stand'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand hooks; and not __fish_seen_subcommand_from install status uninstall help" -s q -l quiet -d 'Tell only answers, warnings and errors'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand hooks; and not __fish_seen_subcommand_from install status uninstall help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand hooks; and not __fish_seen_subcommand_from install status uninstall help" -s V -l version -d 'Print version'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand hooks; and not __fish_seen_subcommand_from install status uninstall help" -f -a "install" -d 'Write the hooks and switch them on in every worker\'s worktree; mends what drifted'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand hooks; and not __fish_seen_subcommand_from install status uninstall help" -f -a "status" -d 'Tell whether the guard stands in every worker\'s worktree'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand hooks; and not __fish_seen_subcommand_from install status uninstall help" -f -a "uninstall" -d 'Switch the hooks off everywhere and bring back what was there before'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand hooks; and not __fish_seen_subcommand_from install status uninstall help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand hooks; and __fish_seen_subcommand_from install" -l base -d 'The base branch, whose .parallel.toml counts there; without it, the one HEAD names, or the one branch that has a plan and is the base that it names' -r -f -a '(__git_parallel_values)'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand hooks; and __fish_seen_subcommand_from install" -s C -d 'Run as if started in DIR' -r -F
complete -c git-parallel -n "__fish_git_parallel_using_subcommand hooks; and __fish_seen_subcommand_from install" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c git-parallel -n "__fish_git_parallel_using_subcommand hooks; and __fish_seen_subcommand_from install" -l server -d 'Judge pushes into this bare repository instead'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand hooks; and __fish_seen_subcommand_from install" -l schema -d 'Print the JSON Schema of the answer, and nothing else'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand hooks; and __fish_seen_subcommand_from install" -l json -d 'Answer as JSON'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand hooks; and __fish_seen_subcommand_from install" -s n -l dry-run -d 'Show what would be done, and do nothing'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand hooks; and __fish_seen_subcommand_from install" -l trust -d 'Trust the commands of .parallel.toml as they stand'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand hooks; and __fish_seen_subcommand_from install" -s q -l quiet -d 'Tell only answers, warnings and errors'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand hooks; and __fish_seen_subcommand_from install" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand hooks; and __fish_seen_subcommand_from install" -s V -l version -d 'Print version'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand hooks; and __fish_seen_subcommand_from status" -s C -d 'Run as if started in DIR' -r -F
complete -c git-parallel -n "__fish_git_parallel_using_subcommand hooks; and __fish_seen_subcommand_from status" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c git-parallel -n "__fish_git_parallel_using_subcommand hooks; and __fish_seen_subcommand_from status" -l schema -d 'Print the JSON Schema of the answer, and nothing else'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand hooks; and __fish_seen_subcommand_from status" -l json -d 'Answer as JSON'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand hooks; and __fish_seen_subcommand_from status" -s n -l dry-run -d 'Show what would be done, and do nothing'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand hooks; and __fish_seen_subcommand_from status" -l trust -d 'Trust the commands of .parallel.toml as they stand'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand hooks; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Tell only answers, warnings and errors'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand hooks; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand hooks; and __fish_seen_subcommand_from status" -s V -l version -d 'Print version'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand hooks; and __fish_seen_subcommand_from uninstall" -s C -d 'Run as if started in DIR' -r -F
complete -c git-parallel -n "__fish_git_parallel_using_subcommand hooks; and __fish_seen_subcommand_from uninstall" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c git-parallel -n "__fish_git_parallel_using_subcommand hooks; and __fish_seen_subcommand_from uninstall" -l server -d 'Remove the hook that judges pushes into this bare repository instead'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand hooks; and __fish_seen_subcommand_from uninstall" -l schema -d 'Print the JSON Schema of the answer, and nothing else'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand hooks; and __fish_seen_subcommand_from uninstall" -l json -d 'Answer as JSON'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand hooks; and __fish_seen_subcommand_from uninstall" -s n -l dry-run -d 'Show what would be done, and do nothing'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand hooks; and __fish_seen_subcommand_from uninstall" -l trust -d 'Trust the commands of .parallel.toml as they stand'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand hooks; and __fish_seen_subcommand_from uninstall" -s q -l quiet -d 'Tell only answers, warnings and errors'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand hooks; and __fish_seen_subcommand_from uninstall" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand hooks; and __fish_seen_subcommand_from uninstall" -s V -l version -d 'Print version'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand hooks; and __fish_seen_subcommand_from help" -f -a "install" -d 'Write the hooks and switch them on in every worker\'s worktree; mends what drifted'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand hooks; and __fish_seen_subcommand_from help" -f -a "status" -d 'Tell whether the guard stands in every worker\'s worktree'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand hooks; and __fish_seen_subcommand_from help" -f -a "uninstall" -d 'Switch the hooks off everywhere and bring back what was there before'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand hooks; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand integrate" -l skip -d 'Leave this worker out, whatever its state; repeat for more' -r -f -a '(__git_parallel_values)'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand integrate" -l timeout -d 'How long a preview may take, as 30m or 2h (1h when not given)' -r -f -a '(__git_parallel_values)'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand integrate" -s C -d 'Run as if started in DIR' -r -F
complete -c git-parallel -n "__fish_git_parallel_using_subcommand integrate" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c git-parallel -n "__fish_git_parallel_using_subcommand integrate" -l fetch -d 'Fetch the remote first'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand integrate" -l batch -d 'Run the check once, after the last merge; when it fails, find the worker that broke it'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand integrate" -l take-owner -d 'Resolve conflicts to the version of the worker that owns the path, where both sides changed it'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand integrate" -l include-dirty -d 'With --dry-run, count what is not committed in the worktrees as if it were'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand integrate" -l pr -d 'Merge nothing; print the commands that push each branch and open a pull request for it'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand integrate" -l open -d 'With --pr, run the commands: push, and open the requests by gh or glab'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand integrate" -l continue -d 'Go on after a conflict is resolved or a failing check is mended, and with what workers committed since, those that came later too'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand integrate" -l abort -d 'Give up: the integration branch and its worktree go, everything else is as before'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand integrate" -l preview -d 'Merge all there is in a scratch worktree, run the checks there, and name who fails together'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand integrate" -l undo -d 'Take a finished integration back, even one that has landed: every ref as it was before'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand integrate" -l schema -d 'Print the JSON Schema of the answer, and nothing else'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand integrate" -l json -d 'Answer as JSON'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand integrate" -s n -l dry-run -d 'Show what would be done, and do nothing'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand integrate" -l trust -d 'Trust the commands of .parallel.toml as they stand'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand integrate" -s q -l quiet -d 'Tell only answers, warnings and errors'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand integrate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand integrate" -s V -l version -d 'Print version'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand land" -s C -d 'Run as if started in DIR' -r -F
complete -c git-parallel -n "__fish_git_parallel_using_subcommand land" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c git-parallel -n "__fish_git_parallel_using_subcommand land" -s y -l yes -d 'Land without asking'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand land" -l push -d 'Push the base branch to the remote; when the remote refuses, nothing lands here either'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand land" -l update -d 'Where the base branch has moved on, merge it into the integration first'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand land" -l squash -d 'Land as one commit instead of a merge, where the base must stay a line'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand land" -l rebase -d 'Land the workers\' commits one after another instead of a merge'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand land" -l pr -d 'Go through the checklist, then print the commands that offer the integration for review'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand land" -l open -d 'With --pr, run the commands: push, and open the request by gh or glab'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand land" -l schema -d 'Print the JSON Schema of the answer, and nothing else'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand land" -l json -d 'Answer as JSON'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand land" -s n -l dry-run -d 'Show what would be done, and do nothing'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand land" -l trust -d 'Trust the commands of .parallel.toml as they stand'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand land" -s q -l quiet -d 'Tell only answers, warnings and errors'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand land" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand land" -s V -l version -d 'Print version'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand clean" -l feature -d 'All workers of this feature, and its integration' -r -f -a '(__git_parallel_values)'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand clean" -l backups -d 'Instead, drop what was kept longer than AGE ago (30d when none is given)' -r -f -a '(__git_parallel_values)'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand clean" -s C -d 'Run as if started in DIR' -r -F
complete -c git-parallel -n "__fish_git_parallel_using_subcommand clean" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c git-parallel -n "__fish_git_parallel_using_subcommand clean" -l keep-plan -d 'Keep the workers\' tables in .parallel.toml'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand clean" -l remote -d 'Delete the branches on the remote as well, after asking'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand clean" -s y -l yes -d 'Delete branches on the remote without asking'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand clean" -l schema -d 'Print the JSON Schema of the answer, and nothing else'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand clean" -l json -d 'Answer as JSON'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand clean" -s n -l dry-run -d 'Show what would be done, and do nothing'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand clean" -l trust -d 'Trust the commands of .parallel.toml as they stand'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand clean" -s q -l quiet -d 'Tell only answers, warnings and errors'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand clean" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand clean" -s V -l version -d 'Print version'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand drop" -l feature -d 'All workers of this feature' -r -f -a '(__git_parallel_values)'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand drop" -s C -d 'Run as if started in DIR' -r -F
complete -c git-parallel -n "__fish_git_parallel_using_subcommand drop" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c git-parallel -n "__fish_git_parallel_using_subcommand drop" -l schema -d 'Print the JSON Schema of the answer, and nothing else'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand drop" -l json -d 'Answer as JSON'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand drop" -s n -l dry-run -d 'Show what would be done, and do nothing'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand drop" -l trust -d 'Trust the commands of .parallel.toml as they stand'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand drop" -s q -l quiet -d 'Tell only answers, warnings and errors'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand drop" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand drop" -s V -l version -d 'Print version'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand recover" -l tables -d 'Put the tables that clean or drop took out of .parallel.toml back from REF, where they kept them' -r -f -a '(__git_parallel_values)'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand recover" -s C -d 'Run as if started in DIR' -r -F
complete -c git-parallel -n "__fish_git_parallel_using_subcommand recover" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c git-parallel -n "__fish_git_parallel_using_subcommand recover" -l apply -d 'Mend what can be mended'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand recover" -l schema -d 'Print the JSON Schema of the answer, and nothing else'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand recover" -l json -d 'Answer as JSON'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand recover" -s n -l dry-run -d 'Show what would be done, and do nothing'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand recover" -l trust -d 'Trust the commands of .parallel.toml as they stand'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand recover" -s q -l quiet -d 'Tell only answers, warnings and errors'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand recover" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand recover" -s V -l version -d 'Print version'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand doctor" -s C -d 'Run as if started in DIR' -r -F
complete -c git-parallel -n "__fish_git_parallel_using_subcommand doctor" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c git-parallel -n "__fish_git_parallel_using_subcommand doctor" -l fix -d 'Mend what can be mended without asking: hooks, copies of them elsewhere, and the excluded worktree folder'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand doctor" -l schema -d 'Print the JSON Schema of the answer, and nothing else'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand doctor" -l json -d 'Answer as JSON'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand doctor" -s n -l dry-run -d 'Show what would be done, and do nothing'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand doctor" -l trust -d 'Trust the commands of .parallel.toml as they stand'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand doctor" -s q -l quiet -d 'Tell only answers, warnings and errors'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand doctor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand doctor" -s V -l version -d 'Print version'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand skill" -s C -d 'Run as if started in DIR' -r -F
complete -c git-parallel -n "__fish_git_parallel_using_subcommand skill" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c git-parallel -n "__fish_git_parallel_using_subcommand skill" -l install -d 'Write them to .claude/skills and .agents/skills in the main worktree; one that was edited is left as it is'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand skill" -l force -d 'Write anew what was edited, too; what stands there is kept below refs/parallel/backup/'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand skill" -l schema -d 'Print the JSON Schema of the answer, and nothing else'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand skill" -l json -d 'Answer as JSON'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand skill" -s n -l dry-run -d 'Show what would be done, and do nothing'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand skill" -l trust -d 'Trust the commands of .parallel.toml as they stand'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand skill" -s q -l quiet -d 'Tell only answers, warnings and errors'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand skill" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand skill" -s V -l version -d 'Print version'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand completions" -l prefix -d 'Write those of all shells below DIR/share instead, as packages do' -r -F
complete -c git-parallel -n "__fish_git_parallel_using_subcommand completions" -s C -d 'Run as if started in DIR' -r -F
complete -c git-parallel -n "__fish_git_parallel_using_subcommand completions" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c git-parallel -n "__fish_git_parallel_using_subcommand completions" -l install -d 'Write it where the shell looks for completions of this user'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand completions" -l schema -d 'Print the JSON Schema of the answer, and nothing else'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand completions" -l json -d 'Answer as JSON'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand completions" -s n -l dry-run -d 'Show what would be done, and do nothing'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand completions" -l trust -d 'Trust the commands of .parallel.toml as they stand'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand completions" -s q -l quiet -d 'Tell only answers, warnings and errors'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand completions" -s V -l version -d 'Print version'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand man" -l to -d 'Install below DIR instead, in DIR/man1 and DIR/man5' -r -F
complete -c git-parallel -n "__fish_git_parallel_using_subcommand man" -s C -d 'Run as if started in DIR' -r -F
complete -c git-parallel -n "__fish_git_parallel_using_subcommand man" -l color -d 'Colour the output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c git-parallel -n "__fish_git_parallel_using_subcommand man" -l install -d 'Install all pages'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand man" -l schema -d 'Print the JSON Schema of the answer, and nothing else'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand man" -l json -d 'Answer as JSON'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand man" -s n -l dry-run -d 'Show what would be done, and do nothing'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand man" -l trust -d 'Trust the commands of .parallel.toml as they stand'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand man" -s q -l quiet -d 'Tell only answers, warnings and errors'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand man" -s V -l version -d 'Print version'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand help; and not __fish_seen_subcommand_from init plan status check open retro demo add start prompt sync path switch wait exec grant reassign hooks integrate land clean drop recover doctor skill completions man help" -f -a "init" -d 'Write a commented .parallel.toml and exclude the worktree folder'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand help; and not __fish_seen_subcommand_from init plan status check open retro demo add start prompt sync path switch wait exec grant reassign hooks integrate land clean drop recover doctor skill completions man help" -f -a "plan" -d 'Read work-item documents, propose a split and, once accepted, write its workers'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand help; and not __fish_seen_subcommand_from init plan status check open retro demo add start prompt sync path switch wait exec grant reassign hooks integrate land clean drop recover doctor skill completions man help" -f -a "status" -d 'Show every worker\'s state, what wants attention and what to do next'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand help; and not __fish_seen_subcommand_from init plan status check open retro demo add start prompt sync path switch wait exec grant reassign hooks integrate land clean drop recover doctor skill completions man help" -f -a "check" -d 'Judge every commit of the workers\' branches by the plan: prefix, branch, scope and merges'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand help; and not __fish_seen_subcommand_from init plan status check open retro demo add start prompt sync path switch wait exec grant reassign hooks integrate land clean drop recover doctor skill completions man help" -f -a "open" -d 'Open a worker\'s worktree in your editor'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand help; and not __fish_seen_subcommand_from init plan status check open retro demo add start prompt sync path switch wait exec grant reassign hooks integrate land clean drop recover doctor skill completions man help" -f -a "retro" -d 'Review work that was done: shares, gaps, waits, conventions, planned against actual time'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand help; and not __fish_seen_subcommand_from init plan status check open retro demo add start prompt sync path switch wait exec grant reassign hooks integrate land clean drop recover doctor skill completions man help" -f -a "demo" -d 'Play a whole day in a scratch repository, narrated'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand help; and not __fish_seen_subcommand_from init plan status check open retro demo add start prompt sync path switch wait exec grant reassign hooks integrate land clean drop recover doctor skill completions man help" -f -a "add" -d 'Define one worker from direct instructions, without a document'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand help; and not __fish_seen_subcommand_from init plan status check open retro demo add start prompt sync path switch wait exec grant reassign hooks integrate land clean drop recover doctor skill completions man help" -f -a "start" -d 'Create worktrees, branches, guards, prompts and launch scripts; print what to run'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand help; and not __fish_seen_subcommand_from init plan status check open retro demo add start prompt sync path switch wait exec grant reassign hooks integrate land clean drop recover doctor skill completions man help" -f -a "prompt" -d 'Print a worker\'s kickoff prompt again, or the prompt that fits what happened since'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand help; and not __fish_seen_subcommand_from init plan status check open retro demo add start prompt sync path switch wait exec grant reassign hooks integrate land clean drop recover doctor skill completions man help" -f -a "sync" -d 'Bring the base branch into the branches of workers whose worktrees are clean'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand help; and not __fish_seen_subcommand_from init plan status check open retro demo add start prompt sync path switch wait exec grant reassign hooks integrate land clean drop recover doctor skill completions man help" -f -a "path" -d 'Print where a worker\'s worktree is'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand help; and not __fish_seen_subcommand_from init plan status check open retro demo add start prompt sync path switch wait exec grant reassign hooks integrate land clean drop recover doctor skill completions man help" -f -a "switch" -d 'Go to a worker\'s worktree; without a name, pick one'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand help; and not __fish_seen_subcommand_from init plan status check open retro demo add start prompt sync path switch wait exec grant reassign hooks integrate land clean drop recover doctor skill completions man help" -f -a "wait" -d 'Wait until workers are complete, blocked or in need'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand help; and not __fish_seen_subcommand_from init plan status check open retro demo add start prompt sync path switch wait exec grant reassign hooks integrate land clean drop recover doctor skill completions man help" -f -a "exec" -d 'Run a command in workers\' worktrees, with one report'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand help; and not __fish_seen_subcommand_from init plan status check open retro demo add start prompt sync path switch wait exec grant reassign hooks integrate land clean drop recover doctor skill completions man help" -f -a "grant" -d 'Let a worker change more paths, recorded with the reason; refuses what another worker owns'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand help; and not __fish_seen_subcommand_from init plan status check open retro demo add start prompt sync path switch wait exec grant reassign hooks integrate land clean drop recover doctor skill completions man help" -f -a "reassign" -d 'Hand items and paths of one worker to another, recorded in .parallel.toml'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand help; and not __fish_seen_subcommand_from init plan status check open retro demo add start prompt sync path switch wait exec grant reassign hooks integrate land clean drop recover doctor skill completions man help" -f -a "hooks" -d 'Install, show or remove the hooks that guard the workers\' worktrees'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand help; and not __fish_seen_subcommand_from init plan status check open retro demo add start prompt sync path switch wait exec grant reassign hooks integrate land clean drop recover doctor skill completions man help" -f -a "integrate" -d 'Merge the workers one by one on an integration branch, checked after each'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand help; and not __fish_seen_subcommand_from init plan status check open retro demo add start prompt sync path switch wait exec grant reassign hooks integrate land clean drop recover doctor skill completions man help" -f -a "land" -d 'Go through the review checklist, then merge the integration into the base branch'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand help; and not __fish_seen_subcommand_from init plan status check open retro demo add start prompt sync path switch wait exec grant reassign hooks integrate land clean drop recover doctor skill completions man help" -f -a "clean" -d 'Remove worktrees, branches and scripts of landed work; refuse what would be lost'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand help; and not __fish_seen_subcommand_from init plan status check open retro demo add start prompt sync path switch wait exec grant reassign hooks integrate land clean drop recover doctor skill completions man help" -f -a "drop" -d 'End workers that shall not land: worktree, branch, scripts and table go'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand help; and not __fish_seen_subcommand_from init plan status check open retro demo add start prompt sync path switch wait exec grant reassign hooks integrate land clean drop recover doctor skill completions man help" -f -a "recover" -d 'Find what crashes and commits on wrong branches left behind, and mend it'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand help; and not __fish_seen_subcommand_from init plan status check open retro demo add start prompt sync path switch wait exec grant reassign hooks integrate land clean drop recover doctor skill completions man help" -f -a "doctor" -d 'Look for everything that could make the guard or a verb fail, and name the mend'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand help; and not __fish_seen_subcommand_from init plan status check open retro demo add start prompt sync path switch wait exec grant reassign hooks integrate land clean drop recover doctor skill completions man help" -f -a "skill" -d 'Print instructions for an agent that leads (orchestrator) or works (worker)'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand help; and not __fish_seen_subcommand_from init plan status check open retro demo add start prompt sync path switch wait exec grant reassign hooks integrate land clean drop recover doctor skill completions man help" -f -a "completions" -d 'Print what completes `git parallel` in a shell, or install it'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand help; and not __fish_seen_subcommand_from init plan status check open retro demo add start prompt sync path switch wait exec grant reassign hooks integrate land clean drop recover doctor skill completions man help" -f -a "man" -d 'Print a manual page, or install all of them for the user'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand help; and not __fish_seen_subcommand_from init plan status check open retro demo add start prompt sync path switch wait exec grant reassign hooks integrate land clean drop recover doctor skill completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand help; and __fish_seen_subcommand_from hooks" -f -a "install" -d 'Write the hooks and switch them on in every worker\'s worktree; mends what drifted'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand help; and __fish_seen_subcommand_from hooks" -f -a "status" -d 'Tell whether the guard stands in every worker\'s worktree'
complete -c git-parallel -n "__fish_git_parallel_using_subcommand help; and __fish_seen_subcommand_from hooks" -f -a "uninstall" -d 'Switch the hooks off everywhere and bring back what was there before'

# What only the repository knows (workers, items, branches, paths) is asked of the program, which is
# handed the whole line up to the cursor.
function __git_parallel_values
    git-parallel complete (commandline -opc) (commandline -ct) 2>/dev/null
end
complete -c git-parallel -n 'count (__git_parallel_values) >/dev/null' -f -a '(__git_parallel_values)'

# `git parallel …` answers what `git-parallel …` would.
function __git_parallel_rest
    set -l words (commandline -opc) (commandline -ct)
    set -l at (contains -i -- parallel $words)
    or return
    set -l where
    set -l dir (contains -i -- -C $words[1..$at])
    and set where -C $words[(math $dir + 1)]
    complete -C "git-parallel "(string join ' ' -- (string escape -- $where $words[(math $at + 1)..-2]) $words[-1])
end
complete -c git -n __fish_git_needs_command -f -a parallel -d 'Split one large task over several workers in git worktrees, guard their scopes, land their work'
complete -c git -n '__fish_git_using_command parallel' -f -a '(__git_parallel_rest)'
