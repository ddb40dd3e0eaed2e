
# What only the repository knows (workers, items, branches, paths) is asked of the program, which is
# handed the whole line up to the cursor.
_git-parallel_values() {
    local -a typed=(${(Q)${(z)LBUFFER}}) found plain shown folders
    local one
    [[ $LBUFFER == *[[:space:]] ]] && typed+=('')
    typed=("${(@)typed[${typed[(I)(*/|)git(-parallel|)]},-1]}")
    found=("${(@f)$(git-parallel complete "${typed[@]}" 2>/dev/null)}")
    for one in "${found[@]}"; do
        if [[ $one == */ ]]; then
            folders+=("$one")
        elif [[ -n $one ]]; then
            plain+=("${one%%$'\t'*}")
            shown+=("${one/$'\t'/  -- }")
        fi
    done
    if (( ! $#plain && ! $#folders )); then
        _default
        return
    fi
    (( $#folders )) && compadd -S '' -- "${folders[@]}"
    (( $#plain )) && compadd -d shown -- "${plain[@]}"
    return 0
}
