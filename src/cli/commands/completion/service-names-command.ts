/** Prints the names of the custom services, in every shell: the keys below `services:` in the configuration. */
export const SERVICE_NAMES_COMMAND = String.raw`awk '/^services:/ { inside = 1; next } /^[^ #]/ { inside = 0 } inside && match($0, /^ +[A-Za-z]/) { if (!indent) indent = RLENGTH; if (RLENGTH == indent) { sub(/^ +/, ""); sub(/:.*/, ""); print } }' homemanager.yaml 2>/dev/null`
