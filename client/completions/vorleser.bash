# bash completion for vorleser; what is offered, vorleser itself says.
_vorleser() {
    local lines line each word prefix='' words=()
    COMPREPLY=()
    # bash parts words at colons, and replaces only what stands behind the last one.
    for each in "${COMP_WORDS[@]:1:COMP_CWORD}"; do
        if ((${#words[@]})) && [[ $each == :* || ${words[-1]} == *: ]]; then
            words[-1]+=$each
        else
            words+=("$each")
        fi
    done
    word=${words[-1]}
    [[ $COMP_WORDBREAKS != *:* ]] || prefix=${word%"${word##*:}"}
    mapfile -t lines < <(vorleser --complete "${words[@]}" 2>/dev/null)
    if [[ ${lines[0]-} == @files ]]; then
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$word")
        COMPREPLY=("${COMPREPLY[@]#"$prefix"}")
        return
    fi
    for line in "${lines[@]}"; do
        # Of several numbers one wants to see the titles; a single one is what is meant.
        if [[ ${#lines[@]} -gt 1 && $line == [0-9]*$'\t'* ]]; then
            COMPREPLY+=("${line/$'\t'/  }")
        else
            line=${line%%$'\t'*}
            COMPREPLY+=("${line#"$prefix"}")
        fi
    done
    [[ ${#lines[@]} -le 1 ]] || compopt -o nosort
}
complete -F _vorleser vorleser
