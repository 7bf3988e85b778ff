# Completion of drill for bash, as `drill --install-completion bash` writes it; works from bash 3.2 on, that of macOS.
_drill() {
    local files value about space= word=${COMP_WORDS[COMP_CWORD]} words=()
    local sly=$'*[][ "\'`$\\\\!&;|<>(){}*?]*' # a deck may be anybody's: what its names hold is no command
    type compopt >/dev/null 2>&1 || space=' ' # bash 3.2 cannot be told word by word
    for value in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        [[ $value == = ]] || words+=("$value") # bash parts --lang=zh into three words
    done
    [[ $word != = ]] || word=
    COMPREPLY=()
    {
        read -r files
        while IFS=$'\t' read -r value about; do
            [[ $value != $sly ]] || printf -v value %q "$value"
            if [[ $value == */ ]]; then
                COMPREPLY+=("$value")
                [[ $space ]] || compopt -o nospace 2>/dev/null
            else
                COMPREPLY+=("$value$space")
            fi
        done
    } < <(_DRILL_COMPLETE=bash "${1/#\~/$HOME}" "${words[@]}" "$word" 2>/dev/null </dev/null)
    [[ $files != files || $space ]] || compopt -o default 2>/dev/null
}
if type compopt >/dev/null 2>&1; then
    complete -F _drill drill
else
    complete -o nospace -o default -F _drill drill
fi
