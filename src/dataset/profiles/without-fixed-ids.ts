import type { FamilyFixture, Profile } from './profile.js'

/** The profile with generated IDs and email addresses in place of those that its fixtures set. */
export function withoutFixedIds(profile: Profile): Profile {
  const { fixtures } = profile
  return fixtures === undefined ? profile : { ...profile, fixtures: fixtures.map(stripFixture) }
}

/** The IDs and email addresses that the fixtures set. */
export function listFixedIds({ fixtures = [] }: Profile): readonly string[] {
  return fixtures
    .flatMap((fixture) => [
      fixture.id,
      ...fixture.members.flatMap(({ id, email }) => [id, email?.toLowerCase()]),
      ...(fixture.todos ?? []).map(({ id }) => id),
      ...(fixture.expenses ?? []).map(({ id }) => id),
    ])
    .filter((id) => id !== undefined)
}

function stripFixture(fixture: FamilyFixture): FamilyFixture {
  const { id: _, members, todos, expenses, ...rest } = fixture
  return {
    ...rest,
    members: members.map(({ id: _id, email: _email, ...member }) => member),
    ...(todos === undefined ? {} : { todos: todos.map(({ id: _id, ...todo }) => todo) }),
    ...(expenses === undefined ? {} : { expenses: expenses.map(({ id: _id, ...expense }) => expense) }),
  }
}
