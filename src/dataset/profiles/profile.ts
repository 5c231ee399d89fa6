import type { SchemaType } from '../../core/schema.js'
import type { LOCALES } from './fixture-schema.js'
import type { PROFILE_SCHEMA } from './schema.js'

/** Describes a dataset: the content of `seeds/NAME.yaml`, except `$schema` and `extends`. schema.ts describes the fields. */
export type Profile = Omit<SchemaType<typeof PROFILE_SCHEMA>, '$schema' | 'extends'>
export type Locale = (typeof LOCALES)[number]

/** A hand-written family. Optional fields that are missing are generated. */
export type FamilyFixture = NonNullable<Profile['fixtures']>[number]
export type FixtureTodo = NonNullable<FamilyFixture['todos']>[number]
export type FixtureExpense = NonNullable<FamilyFixture['expenses']>[number]
