import { EVENT_LOG_PATTERNS } from '../../events/access-patterns.js'
import { SAGA_PATTERNS } from '../../events/sagas/access-patterns.js'
import { RECORD_PATTERNS } from '../../inspect/records/access-patterns.js'
import { BUDGET_PATTERNS } from '../../services/budget/access-patterns/registry.js'
import { IDENTITY_PATTERNS } from '../../services/identity/access-patterns/registry.js'
import { TODO_PATTERNS } from '../../services/todo/access-patterns/registry.js'
import type { AccessPattern } from '../../stores/contracts/access-pattern.js'
import { pendingTodoEvents } from '../../stores/dynamodb/outbox/outbox-pattern.js'
import { OUTBOX_PATTERNS } from '../../stores/mongo/outbox/outbox-patterns.js'
import { pendingIdentityEvents } from '../../stores/postgres/outbox/outbox-pattern.js'

/** The requests that the services, the relay, the consumers and `inspect` send to the stores. */
export const ACCESS_PATTERNS: readonly AccessPattern[] = [
  ...IDENTITY_PATTERNS,
  pendingIdentityEvents,
  ...EVENT_LOG_PATTERNS,
  ...SAGA_PATTERNS,
  ...TODO_PATTERNS,
  pendingTodoEvents,
  ...BUDGET_PATTERNS,
  ...OUTBOX_PATTERNS.values(),
  ...RECORD_PATTERNS,
]
