# fish completion for polesweep and polesweep-analyze, from what the program lists.
function __polesweep_commands
    polesweep --help 2>/dev/null | string match -rg '^  ([a-z]+) +(?:.*)$'
end
function __polesweep_options
    set -l words (commandline -opc)
    command $words[1] $words[2..2] --help 2>/dev/null | string match -rag -- '(--[a-z][a-z-]*)'
end
complete -c polesweep -n '__fish_is_nth_token 1' -f -a '(__polesweep_commands)'
complete -c polesweep -n 'string match -q -- "-*" (commandline -ct)' -f -a '(__polesweep_options)'
complete -c polesweep -n '__fish_seen_subcommand_from list' -f -a '(polesweep list 2>/dev/null | string match -r "^[a-z]+") learners claims figures sweep conventions results'
complete -c polesweep -n '__fish_seen_subcommand_from theory' -f -a '(polesweep theory 2>/dev/null | string match -r "^p[0-9][a-z0-9_.]*")'
complete -c polesweep-analyze -n 'string match -q -- "-*" (commandline -ct)' -f -a '(__polesweep_options)'
