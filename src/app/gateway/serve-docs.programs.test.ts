import { expect, test } from 'vitest'
import { createApiCaller } from '../../../test/support/api-caller.js'
import { openBrowserPage } from '../../../test/support/browser-page.js'
import { canTestWithProgram } from '../../../test/support/can-test-with-program.js'
import { startCalendar } from '../../../test/support/start-calendar.js'
import { startTestServices } from '../../../test/support/test-services.js'
import { DEMO_LOGIN } from '../../dataset/demo-login.js'

test.skipIf(!canTestWithProgram('chromium', '--version'))(
  'in Chromium, the page shows the operations of all services, and the demo login fills the access token into its requests',
  async () => {
    using calendar = await startCalendar()
    await using own = await startTestServices({
      upstreams: { calendar: `http://127.0.0.1:${calendar.port}` },
    })
    const registered = await createApiCaller(own.gateway)('POST', '/identity/v1/register', {
      ...DEMO_LOGIN,
      display_name: 'Alex Parker',
      family_name: 'Parker',
    })
    expect(registered.status).toBe(201)
    await using page = await openBrowserPage(`${own.gateway}/docs`)
    const explorer = `document.querySelector('openapi-explorer')?.shadowRoot`
    for (const summary of SUMMARIES)
      await page.waitFor(`${explorer}?.textContent.includes(${JSON.stringify(summary)})`)
    await page.waitFor(`document.querySelector('#sign-in')?.dataset.ready === 'true'`)
    await page.evaluate(`document.querySelector('#sign-in [type=submit]').click()`)
    await page.waitFor(`document.querySelector('#sign-in-result').dataset.state === 'signed-in'`)
    await page.evaluate(`location.hash = '?route=get-/identity/v1/users/me'`)
    await page.waitFor(`${explorer}.querySelector('[part~=btn-try]') !== null`)
    await page.evaluate(`${explorer}.querySelector('[part~=btn-try]').click()`)
    const response = `${explorer}.querySelector('api-request [mime-type]')?.shadowRoot.textContent ?? ''`
    await page.waitFor(`(${response}).includes('email')`)
    expect(await page.evaluate(response)).toContain(DEMO_LOGIN.email)
    expect(page.requested).toContain(`${own.gateway}/identity/v1/users/me`)
    expect(page.requested.filter((url) => !url.startsWith(`${own.gateway}/`))).toEqual([])
    expect(page.problems).toEqual([])
  },
)

/** An operation of each service, the last one a custom service. */
const SUMMARIES = ['Register a user', 'Complete a todo', 'Get a monthly report', 'List the entries of a day']
