import { expect, test } from './fixtures.mjs'

test('the demo user can sign in', async ({ request }) => {
  const response = await request.post('/identity/v1/sessions', {
    data: { email: 'alex.parker@homemanager.example', password: 'homemanager-demo' },
  })
  expect(response.ok()).toBe(true)
})
