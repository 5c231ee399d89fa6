import { PROFILE_NAMES } from './profile-names.js'
import {
  anyObject,
  array,
  boolean,
  integer,
  type Keywords,
  number,
  object,
  optional,
  type Schema,
  string,
  stringEnum,
  tuple,
} from '../../core/schema.js'
import type { MemberRole } from '../../domain/entities/member.js'
import type { TodoPriority, TodoStatus } from '../../domain/entities/todo.js'

// The definition of profiles. profile.ts infers their types from it, parse-profile.ts validates with it, and
// `npm run build` writes it to seeds/profile.schema.json for editors. Rules that span fields: find-profile-problems.ts.

export const LOCALES = ['en_US', 'en_GB', 'de', 'fr', 'es'] as const
const FAMILY_SIZES = ['1', '2', '3', '4', '5', '6', '7', '8'] as const
const MEMBER_ROLES: readonly MemberRole[] = ['owner', 'adult', 'child']
const TODO_STATUSES: readonly TodoStatus[] = ['pending', 'in_progress', 'completed']
const TODO_PRIORITIES: readonly TodoPriority[] = ['low', 'medium', 'high', 'urgent']
const EXPENSE_CATEGORIES: readonly string[] = [
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

const FIXTURE = object(
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

/** Validates `seeds/NAME.yaml`. */
export const PROFILE_SCHEMA = object(
  {
    $schema: optional(string()),
    extends: optional(
      stringEnum(PROFILE_NAMES, {
        description: 'A shipped profile. The fields that this profile does not have are taken from it.',
      }),
    ),
    name: string({
      pattern: '^[a-z0-9][a-z0-9-]{0,39}$',
      patternErrorMessage:
        'must have 1 to 40 lower-case letters, digits and hyphens, and must not start with a hyphen',
      description: "Part of the dataset's key and of its email addresses.",
    }),
    description: optional(string()),
    anchor: time('The current time of the dataset: no record is created after it.'),
    families: integer({
      minimum: 1,
      maximum: 67_108_864,
      description: 'Number of families, including fixtures. --families overrides it.',
    }),
    historyDays: integer({
      minimum: 7,
      maximum: 3650,
      description: 'Number of days before the anchor that the records cover.',
    }),
    familySizes: weights(FAMILY_SIZES, 'Relative frequency of each family size.'),
    locales: weights(
      LOCALES,
      'Relative frequency of each locale. The locale determines names, cities, currency and language.',
    ),
    maxTodosPerMember: recordCount(
      "Maximum number of todos of each member of the most active family. By Zipf's law, a family of rank r has 1/r of it.",
    ),
    maxExpensesPerAdult: recordCount(
      "Maximum number of expenses of each adult of the most active family. By Zipf's law, a family of rank r has 1/r of it.",
    ),
    budgets: object(
      {
        months: integer({ minimum: 0, maximum: 60 }),
        categories: integer({ minimum: 0, maximum: EXPENSE_CATEGORIES.length }),
      },
      {
        description: 'Each family has a budget for each of the last months and each of the first categories.',
      },
    ),
    ratios: object({
      completed: ratio('Of all todos: those that are completed.'),
      overdue: ratio('Of the open todos with a due date: those due before the anchor.'),
      shared: ratio('Of all todos: those assigned to another member of the family.'),
      large: ratio('Of all expenses: those over 500, which have a review todo and an event.'),
      receipts: ratio('Of all expenses: those with a receipt.'),
    }),
    counts: optional(
      anyObject({
        additionalProperties: { type: 'number', minimum: 0 },
        description:
          "Counts for entities of the project's extensions, by their plural: pets: 3. What a count means is up to the extension.",
      }),
    ),
    fixtures: optional(array(FIXTURE, { description: 'Hand-written families. They come first.' })),
  },
  {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'profile.schema.json',
    title: 'Seed profile',
    description:
      'Describes a dataset. homemanager seed PATH loads it. The same profile and random seed give the same records on every machine.',
    required: ['name'],
    if: { required: ['extends'] },
    else: {
      required: [
        'anchor',
        'families',
        'historyDays',
        'familySizes',
        'locales',
        'maxTodosPerMember',
        'maxExpensesPerAdult',
        'budgets',
        'ratios',
      ],
    },
    renamedProperties: {
      stories: 'fixtures',
      mostTodos: 'maxTodosPerMember',
      mostExpenses: 'maxExpensesPerAdult',
      shares: 'ratios',
    },
  },
)

function name(description: string): Schema<string> {
  return string({ minLength: 1, description })
}

function time(description: string): Schema<string> {
  return string({
    pattern: String.raw`^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$`,
    patternErrorMessage: 'must be a time in UTC such as 2024-10-03T18:00:00Z',
    description: `${description} ISO 8601 in UTC, without fractions of a second.`,
  })
}

function amount(description: string): Schema<string> {
  return string({
    pattern: String.raw`^\d{1,9}\.\d{2}$`,
    patternErrorMessage: 'must be an amount with two decimals such as 156.78',
    description: `${description} A decimal string such as "12.50", quoted. A number is not allowed.`,
  })
}

function ratio(description: string): Schema<number> {
  return number({ minimum: 0, maximum: 1, description })
}

function recordCount(description: string): Schema<number> {
  return integer({ minimum: 0, maximum: 32_767, description })
}

/** A mapping of some of the names to relative frequencies. */
function weights<K extends string>(
  names: readonly K[],
  description: string,
): Schema<Readonly<Partial<Record<K, number>>>> {
  const keywords: Keywords = { minProperties: 1, description }
  return object(
    Object.fromEntries(names.map((key) => [key, optional(number({ minimum: 0 }))])),
    keywords,
  ) as Schema<Readonly<Partial<Record<K, number>>>>
}

function anyFields(): Schema<Readonly<Record<string, unknown>>> {
  return anyObject({ description: 'Any fields.' })
}
