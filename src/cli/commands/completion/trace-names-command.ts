/**
 * Prints the IDs of the latest traces in every shell, the newest first, each with a tab and its request: `GET /todo/v1/todos`, or
 * `todo listTodos` for a request to the service itself. Starting homemanager would take longer.
 */
export const TRACE_NAMES_COMMAND = String.raw`find .homemanager -maxdepth 3 -name 'spans-*.jsonl' 2>/dev/null | sort -t / -k 4 | tail -n 2 | xargs cat /dev/null | awk -F '"' '/"kind":"server"/ { id = ""; name = ""; component = ""; path = ""; for (i = 2; i < NF; i++) { if ($i == "traceId") id = $(i + 2); else if ($i == "name") name = $(i + 2); else if ($i == "component") component = $(i + 2); else if ($i == "url.path") path = $(i + 2) } split(name, words, " "); if (!(id in names)) ids[count++] = id; names[id] = path == "" ? component " " name : words[1] " " path } END { for (k = count - 1; k >= 0 && k >= count - 30; k--) print ids[k] "\t" names[ids[k]] }'`
