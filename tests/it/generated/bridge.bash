
# What only the repository knows (workers, items, branches, paths) is asked of the program, which is
# handed the whole line up to the cursor.
_git_parallel_values() {
    local value about
    local -a found=()
    while IFS=$'\t' read -r value about; do
        found+=("$value")
    done < <(git-parallel complete "$@" 2>/dev/null)
    if ((${#found[@]})); then
        COMPREPLY=("${found[@]}")
    fi
}

# `git parallel …`, called by git's own completion: the words before the verb are git's, and so is
# the blank after a whole word.
_git_parallel() {
    local at=${__git_cmd_idx:-1} i
    _git_parallel_at gitparallel "$cur" "$prev" $((cword - at)) "${words[@]:at+1}"
    _git_parallel_values "${words[@]:0:cword+1}"
    for i in "${!COMPREPLY[@]}"; do
        [[ ${COMPREPLY[i]} == *[/=] ]] || COMPREPLY[i]+=' '
    done
}

_git_parallel_at() {
    local -a COMP_WORDS=(gitparallel "${@:5}")
    local COMP_CWORD=$4
    _gitparallel "${@:1:3}"
}

# `git-parallel …`
_git_parallel_alone() {
    _git_parallel_at gitparallel "$2" "$3" "$COMP_CWORD" "${COMP_WORDS[@]:1}"
    _git_parallel_values "${COMP_WORDS[@]:0:COMP_CWORD+1}"
    if [[ ${COMPREPLY[0]-} == */ ]]; then
        compopt -o nospace 2>/dev/null
    fi
}
complete -F _git_parallel_alone -o bashdefault -o default git-parallel
