import { toApiError, type ApiError } from '~/utils/api-error'

interface FormHandle { setErrors: (errors: { name: string, message: string }[]) => void }

/** Runs what a form submits; what the server objects to shows at the fields it names, else above the form. */
export function useFormFailure(form: Readonly<Ref<FormHandle | null>>) {
  const failure = shallowRef<ApiError>()

  async function submit(work: () => Promise<void>): Promise<boolean> {
    failure.value = undefined
    try {
      await work()
      return true
    }
    catch (thrown) {
      const error = toApiError(thrown)
      form.value?.setErrors(error.issues.map(issue => ({ name: issue.path, message: issue.message })))
      failure.value = error
      return false
    }
  }

  return { failure, submit }
}
