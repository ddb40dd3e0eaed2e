# git parallel: `git parallel switch` changes the directory of this shell. For fish.
function git --wraps git --description 'git, where git parallel switch changes the directory'
    if test "$argv[1]" != parallel; or test "$argv[2]" != switch
        command git $argv
        return
    end
    set -l told (mktemp); or return
    GIT_PARALLEL_SWITCH=$told command git $argv
    set -l code $status
    if test -s $told
        cd (cat $told | string collect); or set code $status
    end
    rm -f -- $told
    return $code
end
