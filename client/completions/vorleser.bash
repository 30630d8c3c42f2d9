# bash completion for vorleser; what is offered, vorleser itself says.
_vorleser() {
    local lines line word=${COMP_WORDS[COMP_CWORD]}
    COMPREPLY=()
    mapfile -t lines < <(vorleser --complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
    if [[ ${lines[0]-} == @files ]]; then
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$word")
        return
    fi
    for line in "${lines[@]}"; do
        # Of several numbers one wants to see the titles; a single one is what is meant.
        if [[ ${#lines[@]} -gt 1 && $line == [0-9]*$'\t'* ]]; then
            COMPREPLY+=("${line/$'\t'/  }")
        else
            COMPREPLY+=("${line%%$'\t'*}")
        fi
    done
    [[ ${#lines[@]} -le 1 ]] || compopt -o nosort
}
complete -F _vorleser vorleser
