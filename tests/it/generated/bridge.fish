
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
complete -c git -n __fish_git_needs_command -f -a parallel -d '@ABOUT@'
complete -c git -n '__fish_git_using_command parallel' -f -a '(__git_parallel_rest)'
