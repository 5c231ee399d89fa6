/** Tabs and line breaks in a name would end it. */
const toText = (column: string): string =>
  `translate(${column}, chr(9) || chr(10) || chr(13) || chr(34), repeat(' ', 4))`

/**
 * Prints values that begin with the variable `current`, in every shell, each with a tab and a description. If no stack is running,
 * it prints nothing. Bash evaluates what it offers, so a value with any other character is left out.
 */
function toCommand(value: string, description: string, rest: string): string {
  const sql = `SELECT ${value} || chr(9) || ${description} AS value FROM ${rest} LIMIT 50`
  return String.raw`test -d .homemanager && command -v homemanager >/dev/null && homemanager query postgres --csv -p "prefix=$current%" "${sql}" 2>/dev/null </dev/null | awk -F '\t' 'NR > 1 { gsub(/"/, "") } NR > 1 && $1 ~ /^[A-Za-z0-9._%+@-]+$/'`
}

const LOG = 'platform.event_log'
/** The records with the latest events of a type. */
const toSubjectsCommand = (type: string, name: string): string =>
  toCommand(
    'subject',
    toText(`coalesce(${name}, '')`),
    `(SELECT subject, envelope -> 'data' AS data FROM ${LOG} WHERE type = '${type}' AND subject LIKE :prefix ORDER BY position DESC) AS latest`,
  )

/** The commands that print records of the running stack, by the name of their source. Events, sagas and records: the newest first. */
export const STACK_RECORDS_COMMANDS = {
  /** Email addresses, with names. */
  users: toCommand('email', toText('display_name'), 'users WHERE email LIKE :prefix ORDER BY email'),
  /** IDs, with names. */
  families: toCommand('id', toText('name'), 'families WHERE id::text LIKE :prefix ORDER BY name'),
  /** IDs, with kind and state. */
  sagas: toCommand(
    'id',
    "kind || ' ' || state",
    'platform.sagas WHERE id::text LIKE :prefix ORDER BY created_at DESC',
  ),
  /** IDs, with titles. */
  todos: toSubjectsCommand('todo.todo.created', "data ->> 'title', data -> 'todo' ->> 'title'"),
  /** IDs, with descriptions. */
  expenses: toSubjectsCommand('budget.expense.created', "data ->> 'description'"),
  /** IDs, with types. */
  events: toCommand('event_id', 'type', `${LOG} WHERE event_id::text LIKE :prefix ORDER BY position DESC`),
  /** IDs, with the type of the first event. */
  correlations: toCommand(
    'id',
    'type',
    `(SELECT envelope ->> 'correlationid' AS id, min(position) AS first, (array_agg(type ORDER BY position))[1] AS type FROM ${LOG} WHERE envelope ->> 'correlationid' LIKE :prefix GROUP BY 1) AS found ORDER BY first DESC`,
  ),
} as const

/** Those that complete the records of an entity, by its name. */
export const ENTITY_SOURCES: readonly (readonly [
  entity: string,
  source: keyof typeof STACK_RECORDS_COMMANDS,
])[] = [
  ['user', 'users'],
  ['family', 'families'],
  ['todo', 'todos'],
  ['expense', 'expenses'],
  ['event', 'events'],
]
