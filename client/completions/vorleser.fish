# fish completion for vorleser; what is offered, vorleser itself says.
function __vorleser_complete
    set -l words (commandline -opc) (commandline -ct)
    set -l lines (vorleser --complete $words[2..-1] 2>/dev/null)
    if test "$lines[1]" = @files
        __fish_complete_path (commandline -ct)
    else
        printf '%s\n' $lines
    end
end
complete -c vorleser -f -a '(__vorleser_complete)'
