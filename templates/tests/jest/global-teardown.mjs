export default async function tearDown() {
  await globalThis.homemanagerStack?.stop()
}
