
# `git parallel …`, called by git's own completion: the words before the verb are git's.
_git_parallel() {
    local at=${__git_cmd_idx:-1}
    local -a COMP_WORDS=(gitparallel "${words[@]:at+1}")
    local COMP_CWORD=$((cword - at))
    _gitparallel gitparallel "$cur" "$prev"
}

# `git-parallel …`
_git_parallel_alone() {
    local -a COMP_WORDS=(gitparallel "${COMP_WORDS[@]:1}")
    _gitparallel gitparallel "$2" "$3"
}
complete -F _git_parallel_alone -o bashdefault -o default git-parallel
