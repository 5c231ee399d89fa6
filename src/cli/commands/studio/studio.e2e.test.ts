import { expect, test } from 'vitest'
import { createCliProject } from '../../../../test/support/cli-project.js'

interface StatusDocument {
  readonly studio?: { readonly url: string }
}

test('up --studio starts Studio, which status knows; down ends it', async () => {
  await using project = await createCliProject()
  const up = await project.run('up', '--studio', '--json')
  expect(up.code).toBe(0)
  const { studio } = JSON.parse(up.stdout) as StatusDocument
  const url = studio?.url ?? ''
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{20,}$/)
  expect((await fetch(url)).status).toBe(200)

  expect(JSON.parse((await project.run('status', '--json')).stdout)).toMatchObject({ studio: { url } })
  expect((await project.run('status')).stdout).toContain(`Studio  ${url}`)
  // The same one: its URL may be open in a browser.
  expect(JSON.parse((await project.run('up', '--studio', '--json')).stdout)).toMatchObject({
    studio: { url },
  })

  expect(await project.run('studio', '--port', String(project.ports.postgres))).toMatchObject({
    stderr: expect.stringContaining(
      `Port ${project.ports.postgres} is in use by postgres of this project.`,
    ) as string,
  })

  expect(await project.run('down')).toMatchObject({ code: 0 })
  await expect(fetch(url)).rejects.toThrow('fetch failed')
  expect(JSON.parse((await project.run('up', '--no-services', '--json')).stdout)).not.toHaveProperty('studio')
}, 240_000)
