/**
 * The supervisor of a stack, a shell script with the arguments LOCK NODE PROGRAM TARGET…. It waits without using any CPU until a component
 * ends, which releases its lock file, and then runs the program that restarts it. The program prints the next targets, one a
 * line, and exits with 3 if there is nothing left to supervise.
 *
 * A second shell waits in the same way for the supervisor to end, and takes its place. Both are the function `supervise`.
 * Where file locks are not supported, a target is `pid:` and a process ID, which is checked every five seconds.
 */
export const SUPERVISOR_SCRIPT = `
lock=$1 node=$2 program=$3
shift 3
# Otherwise the end of a child does not interrupt wait in bash's POSIX mode.
[ -z "$BASH_VERSION" ] || set +o posix
set -f
newline='
'

wait_for() {
  case $1 in
    pid:*) while kill -0 "\${1#pid:}" 2>/dev/null; do sleep 5; done ;;
    *) exec flock -s "$1" true ;;
  esac
}

recover() {
  targets=$("$node" "$program")
  status=$?
  [ $status -ne 3 ] || exit 0
  if [ $status -eq 0 ]; then failures=0; return; fi
  failures=$((failures + 1))
  sleep $((failures > 12 ? 60 : failures * 5))
  targets=
}

supervise() {
  trap - CHLD
  exec 9>>"$lock"
  ! command -v flock >/dev/null || flock 9
  failures=0 standby= targets=$1
  while :; do
    while [ -z "$targets" ]; do recover; sleep 1; done
    changed=
    trap 'changed=1' CHLD
    if [ -z "$standby" ] || ! kill -0 "$standby" 2>/dev/null; then
      standby=
      if command -v flock >/dev/null; then
        (supervise '') 9>&- &
        standby=$!
      fi
    fi
    waiting= IFS=$newline
    for target in $targets; do
      (wait_for "$target") 9>&- &
      waiting="$waiting $!"
    done
    IFS=' '
    [ -n "$changed" ] || wait
    trap - CHLD
    kill $waiting 2>/dev/null
    targets=
  done
}

initial=
for target; do initial="$initial$target$newline"; done
supervise "$initial"
`
