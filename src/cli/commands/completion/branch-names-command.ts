/** Prints the names of the branches, in every shell. */
export const BRANCH_NAMES_COMMAND = String.raw`find .homemanager -maxdepth 2 -name branch.json 2>/dev/null | xargs sed -nE 's/^ *"name": "([a-z0-9-]+)",?$/\1/p' /dev/null`
