# Completion of drill for bash, as `drill --install-completion bash` writes it; works from bash 3.2 on.
_drill() {
    local IFS=$'\t' files value about word=${COMP_WORDS[COMP_CWORD]} words=()
    for value in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        [[ $value == = ]] || words+=("$value") # bash parts --lang=zh into three words
    done
    [[ $word != = ]] || word=
    COMPREPLY=()
    {
        read -r files
        while read -r value about; do
            COMPREPLY+=("$value")
            [[ $value != */ ]] || compopt -o nospace 2>/dev/null
        done
    } < <(_DRILL_COMPLETE=bash "${1/#\~/$HOME}" "${words[@]}" "$word" 2>/dev/null </dev/null)
    [[ $files != files ]] || compopt -o default 2>/dev/null
}
complete -F _drill drill
