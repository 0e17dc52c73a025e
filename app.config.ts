/** The look of Nuxt UI's components: colours by name, and the dense sizes of a tool one works in all day. */
export default defineAppConfig({
  ui: {
    colors: { primary: 'emerald', neutral: 'stone' },
    button: { defaultVariants: { size: 'sm' } },
    input: { defaultVariants: { size: 'md' } },
  },
})
