import type { MemberRole } from '../../domain/entities/member.js'
import type { TodoPriority, TodoStatus } from '../../domain/entities/todo.js'

/** The profiles that are shipped in `seeds/`. */
export const PROFILE_NAMES = ['demo', 'small', 'load'] as const

export const LOCALES = ['en_US', 'en_GB', 'de', 'fr', 'es'] as const
export type Locale = (typeof LOCALES)[number]

/** Describes a dataset: the content of `seeds/NAME.yaml`. Its schema is `seeds/profile.schema.json`. */
export interface Profile {
  /** `[a-z0-9][a-z0-9-]*`. Part of the dataset's key and of its email addresses. */
  readonly name: string
  readonly description?: string
  /** The dataset's current time, ISO 8601 in UTC. No record is created after it. */
  readonly anchor: string
  /** Number of families, including fixtures. `--families` overrides it. */
  readonly families: number
  /** How far back the records go, in days before the anchor. */
  readonly historyDays: number
  /** Weights of family sizes, 1 to 8. */
  readonly familySizes: Readonly<Record<string, number>>
  readonly locales: Readonly<Partial<Record<Locale, number>>>
  /** Maximum for each member of the most active family. By Zipf's law, a family of rank r has 1/r of it. */
  readonly maxTodosPerMember: number
  readonly maxExpensesPerAdult: number
  /** Each family has a budget for each of the last `months` months and the first `categories` categories. */
  readonly budgets: { readonly months: number; readonly categories: number }
  /** Between 0 and 1. */
  readonly ratios: {
    /** Of all todos: those that are completed. */
    readonly completed: number
    /** Of the open todos with a due date: those due before the anchor. */
    readonly overdue: number
    /** Of all todos: those assigned to another member of the family. */
    readonly shared: number
    /** Of all expenses: those over the limit of the review rule. */
    readonly large: number
    /** Of all expenses: those with a receipt. */
    readonly receipts: number
  }
  /** Hand-written families. They come first. */
  readonly fixtures?: readonly FamilyFixture[]
}

/** A hand-written family. Optional fields that are missing are generated. */
export interface FamilyFixture {
  readonly id?: string
  readonly name: string
  /** What this family is an example of; for readers of the profile. */
  readonly about: string
  readonly locale: Locale
  readonly city: string
  /** Zipf rank of the records generated in addition to the fixture's: 1 is the most active. Default: none are generated. */
  readonly rank?: number
  readonly members: readonly FixtureMember[]
  readonly todos?: readonly FixtureTodo[]
  readonly expenses?: readonly FixtureExpense[]
}

export interface FixtureMember {
  readonly id?: string
  readonly given: string
  readonly surname: string
  readonly email?: string
  /** The first member must be the owner. */
  readonly role: MemberRole
}

/** A todo as it is stored, except that members are given by their given names. */
export interface FixtureTodo {
  readonly id?: string
  readonly owner: string
  readonly assignee?: string
  readonly title: string
  readonly description?: string
  readonly status: TodoStatus
  readonly priority: TodoPriority
  readonly tags?: readonly string[]
  readonly created_at: string
  readonly due_date?: string
  readonly completed_at?: string
  readonly ai_metadata?: Readonly<Record<string, unknown>>
}

/** An expense as it is stored, except that amounts are decimal strings and the member is given by the given name. */
export interface FixtureExpense {
  readonly id?: string
  readonly by: string
  readonly amount: string
  readonly currency: string
  readonly category: {
    readonly primary: string
    readonly subcategory?: string
    readonly ai_detected?: boolean
    readonly confidence?: number
  }
  readonly description?: string
  readonly receipt?: {
    readonly store: string
    readonly location?: string
    readonly items: readonly {
      readonly name: string
      readonly price: string
      readonly quantity: number
      readonly category?: string
      readonly unit?: string
    }[]
    readonly payment_method?: string
    readonly cashback?: string
  }
  /** Longitude, latitude. */
  readonly coordinates?: readonly [number, number]
  readonly ai_insights?: Readonly<Record<string, unknown>>
  readonly attachments?: readonly { readonly type: string; readonly s3_url: string }[]
  readonly created_at: string
}
