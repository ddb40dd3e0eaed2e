# git parallel: `git parallel switch` changes the directory of this shell. For bash and zsh.
git() {
    if [ "${1-}" != parallel ] || [ "${2-}" != switch ]; then
        command git "$@"
        return
    fi
    local told code
    told=$(mktemp) || return
    GIT_PARALLEL_SWITCH=$told command git "$@"
    code=$?
    if [ -s "$told" ]; then
        cd -- "$(cat "$told")" || code=$?
    fi
    rm -f -- "$told"
    return "$code"
}
