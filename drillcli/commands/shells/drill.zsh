# Completion of drill for zsh, as `drill --install-completion zsh` writes it.
(( ${+functions[compdef]} )) || { autoload -Uz compinit && compinit -i }
_drill() {
    local files value about
    local -a words_ending words_going_on
    {
        read -r files
        while IFS=$'\t' read -r value about; do
            if [[ $value == */ ]]; then
                words_going_on+=(${value})
            else
                words_ending+=("${value//:/\\:}${about:+:$about}")
            fi
        done
    } < <(_DRILL_COMPLETE=zsh ${~words[1]} "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null </dev/null)
    (( $#words_ending )) && _describe drill words_ending
    (( $#words_going_on )) && compadd -S '' -a words_going_on
    [[ $files != files ]] || _files
}
compdef _drill drill
