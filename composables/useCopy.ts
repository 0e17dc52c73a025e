/** Copies text, also where the browser hides the clipboard (pages served over plain HTTP from another machine). */
export function useCopy() {
  const copied = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined

  async function copy(text: string): Promise<boolean> {
    const done = await write(text)
    copied.value = done
    clearTimeout(timer)
    timer = setTimeout(() => copied.value = false, 1800)
    return done
  }

  onScopeDispose(() => clearTimeout(timer))
  return { copied: readonly(copied), copy }
}

async function write(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  }
  catch {
    return writeBySelection(text)
  }
}

function writeBySelection(text: string): boolean {
  const area = document.createElement('textarea')
  area.value = text
  area.setAttribute('readonly', '')
  area.style.cssText = 'position:fixed;top:0;left:0;opacity:0'
  const active = document.activeElement
  const host = active?.closest('[role="dialog"]') ?? document.body
  host.appendChild(area)
  area.select()
  const done = document.execCommand('copy')
  area.remove()
  if (active instanceof HTMLElement) active.focus()
  return done
}
