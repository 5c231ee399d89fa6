import { anyObject, array, integer, object, optional, string, stringEnum } from '../../core/schema.js'
import { EXPENSE_CATEGORIES, FIXTURE, LOCALES } from './fixture-schema.js'
import { PROFILE_NAMES } from './profile-names.js'
import { ratio, recordCount, time, weights } from './value-schemas.js'

// The definition of profiles. profile.ts infers their types from it, parse-profile.ts validates with it, and
// `npm run build` writes it to seeds/profile.schema.json for editors. Rules that span fields: find-profile-problems.ts.

const FAMILY_SIZES = ['1', '2', '3', '4', '5', '6', '7', '8'] as const

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
