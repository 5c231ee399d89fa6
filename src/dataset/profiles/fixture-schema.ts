import {
  array,
  boolean,
  integer,
  number,
  object,
  optional,
  string,
  stringEnum,
  tuple,
} from '../../core/schema.js'
import type { MemberRole } from '../../domain/entities/member.js'
import type { TodoPriority, TodoStatus } from '../../domain/entities/todo.js'
import { amount, anyFields, name, time } from './value-schemas.js'

export const LOCALES = ['en_US', 'en_GB', 'de', 'fr', 'es'] as const
const MEMBER_ROLES: readonly MemberRole[] = ['owner', 'adult', 'child']
const TODO_STATUSES: readonly TodoStatus[] = ['pending', 'in_progress', 'completed']
const TODO_PRIORITIES: readonly TodoPriority[] = ['low', 'medium', 'high', 'urgent']
export const EXPENSE_CATEGORIES: readonly string[] = [
  'groceries',
  'dining',
  'transport',
  'utilities',
  'household',
  'health',
  'entertainment',
  'education',
  'electronics',
]

const ID = string({
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
  patternErrorMessage: 'must be a UUID in lower case',
  description: "A lower-case UUID. Default: derived from the record's position in the dataset.",
})

const EMAIL = string({
  minLength: 1,
  pattern: String.raw`^[^@\s]+@[^@\s]+$`,
  patternErrorMessage: 'must be an email address',
  description: "Default of members: built from the names, the family's index and the dataset's domain.",
})

const MEMBER = object({
  id: optional(ID),
  given: name('Given name, unique in the family. Todos and expenses refer to members by it.'),
  surname: name('Family name.'),
  email: optional(EMAIL),
  role: stringEnum(MEMBER_ROLES, {
    description: 'The first member, and only the first, must be the owner.',
  }),
  invited: optional(
    boolean({
      description: 'Has joined by accepting an invitation. Not allowed for the owner. Default: false.',
    }),
  ),
})

const INVITATION = object({
  email: EMAIL,
  role: stringEnum(['adult', 'child']),
  outcome: stringEnum(['pending', 'revoked', 'expired'], {
    description:
      'pending: can be accepted, and does not expire before 2100. revoked: a day after it was created. expired: 7 days after it.',
  }),
  created_at: time('When it was sent.'),
})

/** A todo as it is stored, except that members are given by their given names. */
const TODO = object({
  id: optional(ID),
  owner: name('Given name of the member who owns the todo.'),
  assignee: optional(name('Given name of the member it is assigned to.')),
  title: name('Title of the todo.'),
  description: optional(string()),
  status: stringEnum(TODO_STATUSES),
  priority: stringEnum(TODO_PRIORITIES),
  tags: optional(array(string())),
  created_at: time('When it was created.'),
  due_date: optional(time('When it is due.')),
  completed_at: optional(
    time('When it was completed. Required if the status is completed, and not allowed otherwise.'),
  ),
  ai_metadata: optional(anyFields()),
})

const RECEIPT = object({
  store: name('Name of the shop.'),
  location: optional(string()),
  items: array(
    object({
      name: name('Name of the product.'),
      price: amount('Price per unit.'),
      quantity: integer({ minimum: 1, maximum: 10_000 }),
      category: optional(string()),
      unit: optional(string()),
    }),
    { minItems: 1, description: 'Prices times quantities must add up to the amount.' },
  ),
  payment_method: optional(string()),
  cashback: optional(amount('Cashback.')),
})

/** An expense as it is stored, except that amounts are decimal strings and the member is given by the given name. */
const EXPENSE = object({
  id: optional(ID),
  by: name('Given name of the member who paid.'),
  amount: amount('The amount paid.'),
  currency: string({ pattern: '^[A-Z]{3}$', patternErrorMessage: 'must be a currency code such as EUR' }),
  category: object({
    primary: stringEnum(EXPENSE_CATEGORIES),
    subcategory: optional(string()),
    ai_detected: optional(boolean()),
    confidence: optional(number({ minimum: 0, maximum: 1 })),
  }),
  description: optional(string()),
  receipt: optional(RECEIPT),
  coordinates: optional(
    tuple([number({ minimum: -180, maximum: 180 }), number({ minimum: -90, maximum: 90 })], {
      description: 'Longitude, latitude.',
    }),
  ),
  ai_insights: optional(anyFields()),
  attachments: optional(array(object({ type: string(), s3_url: string() }))),
  created_at: time('When it was paid.'),
})

export const FIXTURE = object(
  {
    id: optional(ID),
    name: name("The family's name."),
    about: name('What this family is an example of; for readers of the profile.'),
    locale: stringEnum(LOCALES),
    city: name('A city of the locale.'),
    rank: optional(
      integer({
        minimum: 1,
        maximum: 100,
        description:
          'Zipf rank of the records generated in addition to the fixture: 1 is the most active. Default: none are generated.',
      }),
    ),
    members: array(MEMBER, { minItems: 1, maxItems: 32 }),
    invitations: optional(
      array(INVITATION, { maxItems: 50, description: 'Invitations that were not accepted.' }),
    ),
    todos: optional(array(TODO, { maxItems: 1000 })),
    expenses: optional(array(EXPENSE, { maxItems: 1000 })),
  },
  { description: 'A hand-written family.' },
)
