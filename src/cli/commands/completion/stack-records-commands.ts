/** How many records are read. */
const LIMIT = 50
/** A condition of the commands: homemanager can be run, and there is a project. */
const IS_AVAILABLE = 'test -d .homemanager && command -v homemanager >/dev/null'

/** Tabs and line breaks in a name would end it. */
const toText = (column: string): string =>
  `translate(${column}, chr(9) || chr(10) || chr(13) || chr(34), repeat(' ', 4))`

/**
 * Prints values that begin with the variable `current`, in every shell, each with a tab and a description. If no stack is running,
 * it prints nothing. Bash evaluates what it offers, so a value with any other character is left out.
 */
function toCommand(value: string, description: string, rest: string): string {
  const sql = `SELECT ${value} || chr(9) || ${description} AS value FROM ${rest} LIMIT ${LIMIT}`
  return String.raw`${IS_AVAILABLE} && homemanager query postgres --csv -p "prefix=$current%" "${sql}" 2>/dev/null </dev/null | awk -F '\t' 'NR > 1 { gsub(/"/, "") } NR > 1 && $1 ~ /^[A-Za-z0-9._%+@-]+$/'`
}

const LOG = 'platform.event_log'
/** The id and the values of up to two other fields of each record, from newline-delimited JSON. */
const FIELDS_OF_JSON = String.raw`awk -F '"' '$4 ~ /^[A-Za-z0-9._#\/-]+$/ { print $4 "\t" $8 " " $12 }'`

/** Documents, the newest ids first. `projection` has the fields of the description. */
const toDocumentsCommand = (collection: string, projection: string): string =>
  `${IS_AVAILABLE} && printf '%s\\n' "$current" | tr -cd 'A-Za-z0-9_#/\\n-' | sed 's|.*|db.${collection}.find({_id: {$regex: "^&"}}, ${projection}).sort({_id: -1})|' | homemanager query mongo --ndjson -n ${LIMIT} 2>/dev/null | ${FIELDS_OF_JSON}`

/** The table has the name that is configured. */
const TODOS_COMMAND = `${IS_AVAILABLE} && homemanager env --format json 2>/dev/null </dev/null | ${String.raw`awk -F '"' '$2 == "HOMEMANAGER_DYNAMODB_TABLE" { print "SELECT \"id\", \"title\" FROM \"" $4 "\" WHERE begins_with(\"id\", :prefix) AND begins_with(\"SK\", :sort)" }'`} | homemanager query dynamodb --ndjson -n ${LIMIT} -p "prefix=$current" -p sort=TODO# 2>/dev/null | ${FIELDS_OF_JSON}`

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
  /** IDs, with email addresses. */
  invitations: toCommand(
    'id',
    toText('email'),
    'invitations WHERE id::text LIKE :prefix ORDER BY created_at DESC',
  ),
  /** IDs, with titles. */
  todos: TODOS_COMMAND,
  /** IDs, with descriptions. */
  expenses: toDocumentsCommand('expenses', '{description: 1}'),
  /** IDs, with categories and months. */
  budgets: toDocumentsCommand('budgets', '{category: 1, month: 1}'),
  /** IDs, with labels. */
  categories: toDocumentsCommand('categories', '{label: 1}'),
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
  ['invitation', 'invitations'],
  ['todo', 'todos'],
  ['expense', 'expenses'],
  ['budget', 'budgets'],
  ['category', 'categories'],
  ['event', 'events'],
]
