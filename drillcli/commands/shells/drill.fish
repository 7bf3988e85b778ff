# Completion of drill for fish, as `drill --install-completion fish` writes it.
function __drill_words
    set -l words (commandline -opc)
    set words[1] (string replace -r '^~' $HOME -- $words[1])
    set -l word (commandline -ct)
    set -l offered (env _DRILL_COMPLETE=fish $words "$word" 2>/dev/null </dev/null)
    test "$offered[1]" = files; and __fish_complete_path "$word"
    printf '%s\n' $offered[2..]
end
complete -c drill -f -a '(__drill_words)'
