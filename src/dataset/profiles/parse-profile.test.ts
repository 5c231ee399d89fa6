import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { createTemporaryDirectory } from '../../../test/support/create-temporary-directory.js'
import { HomeError } from '../../core/home-error.js'
import { PROFILE_NAMES } from './profile-names.js'
import { parseProfile } from './parse-profile.js'
import { readProfile } from './read-profile.js'

test.each(PROFILE_NAMES)('the shipped profile %s conforms to the schema', async (name) => {
  expect(await readProfile(name)).toMatchObject({ name })
})

test('an unknown profile is rejected with the list of shipped ones', async () => {
  await expect(readProfile('dema')).rejects.toMatchObject({
    code: 'PROFILE_NOT_FOUND',
    detail: expect.stringContaining('demo, small, load') as string,
  })
  const directory = await createTemporaryDirectory('profiles-')
  await mkdir(path.join(directory, 'seeds'))
  await writeFile(path.join(directory, 'seeds', 'party.yaml'), 'name: party\n')
  await expect(readProfile('party', directory)).rejects.toMatchObject({
    code: 'PROFILE_NOT_FOUND',
    suggestion: expect.stringContaining('Did you mean "seeds/party.yaml"?') as string,
  })
  await expect(readProfile('.')).rejects.toMatchObject({ code: 'PROFILE_NOT_FOUND' })
})

test.each([
  [
    'maxTodosPerMember: 20',
    'maxTodosPerMembers: 20',
    'demo.yaml:10: Unknown field "maxTodosPerMembers". Did you mean "maxTodosPerMember"?',
  ],
  [
    'large: 0.04',
    'big: 0.04',
    'line 13: "large" is required in ratios.\nline 13: Unknown field "big" in ratios.',
  ],
  ['overdue: 0.2', 'overdue: 2', ':13: ratios.overdue must be at most 1, not 2.'],
  ['fixtures:', 'stories:', ':14: Field "stories" was renamed to "fixtures".'],
  ['email: alex.parker@homemanager.example', 'email: alex', 'must be an email address, not "alex".'],
  [
    'families: 14',
    'families: 9007199254740993',
    ':6: The number 9007199254740993 cannot be represented exactly.',
  ],
  ['families: 14', 'families: many', ':6: families must be an integer, not "many".'],
  [
    'familySizes: { 1: 15, 2: 25, 3: 25, 4: 25, 5: 10 }',
    'familySizes: { 1: 0 }',
    ':8: familySizes must have at least one weight greater than 0.',
  ],
  ['2024-10-03T18:00:00Z"\nfamilies', '2024-13-03T18:00:00Z"\nfamilies', 'is not a valid date'],
  ['2024-10-03T18:00:00Z"\nfamilies', '2024-02-31T18:00:00Z"\nfamilies', 'is not a valid date'],
  ['families: 14', 'families: 14\nextends: smal', 'extends must be'],
  [
    'owner: Alex\n        assignee: Jamie',
    'owner: Al\n        assignee: Jamie',
    ':26: The Parker Family has no member Al. Members: Alex, Jamie, Robin.',
  ],
  [
    'amount: "156.78"',
    'amount: "156.79"',
    ':57: The receipt items add up to 156.78, but the amount is 156.79.',
  ],
  [
    'amount: "156.78"',
    'amount: 156.78',
    ':57: fixtures[0].expenses[0].amount must be a string, an amount with two decimals such as 156.78, not 156.78.',
  ],
  ['city: Berlin', 'city: Oslo', ':110: Oslo is not a city of de. Cities: Berlin'],
  [
    'id: 00000000-0000-7000-8000-000000000124',
    'id: 00000000-0000-7000-8000-000000000123',
    'is used more than once',
  ],
  ['given: Jamie, surname: Parker', 'given: Alex, surname: Parker', 'have the given name Alex'],
  ['name: demo', 'name: [', 'demo.yaml:'],
])('%s changed to %s is reported with its line', async (right, wrong, expected) => {
  const text = await readFile(new URL('../../../seeds/demo.yaml', import.meta.url), 'utf8')
  expect(text).toContain(right)
  const error: unknown = await parseProfile(text.replace(right, wrong), 'demo.yaml', readProfile).catch(
    (e: unknown) => e,
  )
  if (!(error instanceof HomeError)) throw new Error('The profile was accepted', { cause: error })
  expect(error.code).toBe('PROFILE_INVALID')
  expect(`${error.message}\n${error.detail}`).toContain(expected)
})

test('a profile may extend a shipped one, and is then independent of it', async () => {
  const small = await readProfile('small')
  const text = 'extends: small\nname: party\nfamilies: 3\nratios: { large: 0.5 }\n'
  expect(await parseProfile(text, 'party.yaml', readProfile)).toEqual({
    ...small,
    description: undefined,
    name: 'party',
    families: 3,
    ratios: { ...small.ratios, large: 0.5 },
  })
  await expect(parseProfile('extends: small\n', 'party.yaml', readProfile)).rejects.toMatchObject({
    message: 'party.yaml:1: "name" is required.',
  })
  await expect(parseProfile('name: party\nextend: small\n', 'party.yaml', readProfile)).rejects.toMatchObject(
    {
      message: expect.stringMatching(
        /^party\.yaml:2: Unknown field "extend"\. Did you mean "extends"\?/,
      ) as string,
    },
  )
})
