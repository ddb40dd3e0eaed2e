
# `git parallel …` answers what `git-parallel …` would.
function __git_parallel_rest
    set -l words (commandline -opc) (commandline -ct)
    set -l at (contains -i -- parallel $words)
    or return
    complete -C "git-parallel "(string join ' ' -- (string escape -- $words[(math $at + 1)..-2]) $words[-1])
end
complete -c git -n __fish_git_needs_command -f -a parallel -d '@ABOUT@'
complete -c git -n '__fish_git_using_command parallel' -f -a '(__git_parallel_rest)'
