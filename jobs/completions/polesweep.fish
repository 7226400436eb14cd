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
for option in task:tasks network:networks poles:poles 'learner:recurrent readouts' optimizer:optimizers regime:regimes
    set -l pair (string split : $option)
    complete -c polesweep -n '__fish_seen_subcommand_from init' -l $pair[1] -x -a "(polesweep list $pair[2] 2>/dev/null | string match -rg '^  ([a-z_0-9]+) ')"
end
complete -c polesweep -n '__fish_seen_subcommand_from list; and test (count (commandline -opc)) -gt 2' -f -a '(polesweep list (commandline -opc)[3] 2>/dev/null | string match -rg "^  ([a-z_0-9]+) ")'
complete -c polesweep-analyze -n '__fish_is_nth_token 1' -a diff
complete -c polesweep -n '__fish_seen_subcommand_from theory' -f -a '(polesweep theory 2>/dev/null | string match -r "^p[0-9][a-z0-9_.]*")'
complete -c polesweep-analyze -n 'string match -q -- "-*" (commandline -ct)' -f -a '(__polesweep_options)'
