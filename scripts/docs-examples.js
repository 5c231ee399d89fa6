const DEMO = 'alex.parker@homemanager.example'
const FAMILY = '00000000-0000-7000-8000-000000000789'

/** What the page of a command shows, run one after the other on a stack that is up. */
export const EXAMPLES = {
  completion: ['homemanager completion bash | head -5'],
  conformance: ['homemanager conformance todo'],
  doctor: ['homemanager doctor'],
  down: ['homemanager --project other down'],
  env: [
    'homemanager env',
    'homemanager env --format dotenv --map DATABASE_URL=HOMEMANAGER_POSTGRES_URL | head -3',
  ],
  events: ['homemanager events --limit 3'],
  exec: [
    "homemanager exec -- sh -c 'echo $HOMEMANAGER_DYNAMODB_TABLE; exit 7'",
    'homemanager exec -- no-such-program',
  ],
  explain: [
    'homemanager explain todo',
    'homemanager explain todo.by-due-date budget.near --plan',
    'homemanager explain todo.by-due-date todo.of-family --project-to 100000000',
  ],
  init: ['homemanager init gitlab --seed demo', 'cat .gitlab/homemanager.yml'],
  inspect: [
    `homemanager inspect user ${DEMO}`,
    'homemanager inspect TODO#2024-10-05#HIGH#00000000-0000-7000-8000-000000000456',
    `homemanager inspect family ${FAMILY} --json --depth 0`,
    'homemanager inspect nobody@example.com',
  ],
  lint: ['homemanager lint docdb 5.0', 'homemanager lint docdb 8.0 --json'],
  logs: ['homemanager logs dynamodb -n 2'],
  migrate: ['homemanager migrate status', 'homemanager migrate'],
  query: [
    "homemanager query postgres 'SELECT name, member_count FROM families ORDER BY name LIMIT 3'",
    `homemanager query postgres 'SELECT display_name FROM users WHERE email = :email' -p email=${DEMO} --json`,
    `homemanager query dynamodb --index GSI1 --pk FAMILY#${FAMILY} --sk-begins-with 2024-10 --csv | cut -c1-100`,
    'homemanager query mongo \'expenses.find({"category.primary": "groceries"}, {amount: 1}).sort({amount: -1}).limit(2)\' --ndjson',
    'homemanager query mongo \'expenses.aggregate([{$group: {_id: "$currency", n: {$sum: 1}}}, {$sort: {_id: 1}}])\'',
    "homemanager query postgres 'DELETE FROM users'",
  ],
  reset: ['homemanager reset --yes'],
  saga: ['homemanager saga list'],
  seed: ['homemanager seed demo', 'homemanager seed demo --json'],
  serve: [],
  shell: ["homemanager shell postgres -- -c 'SELECT count(*) FROM users'"],
  status: ['homemanager status', 'homemanager status --json'],
  up: ['homemanager up --seed demo'],
  verify: ['homemanager verify', 'homemanager verify --json'],
  wait: ['homemanager wait', 'homemanager --project other wait gateway --timeout 1'],
}
