# The German texts that a browser may show, the page's own and the daemon's sentences, as gettext compiles them:
# texts.js reads that. Served beside the page's files.
find_package(Gettext REQUIRED)
find_program(GETTEXT_XGETTEXT_EXECUTABLE xgettext REQUIRED)
file(GLOB page_scripts CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/page/*.js)
file(GLOB catalogues CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/locale/*.po)
foreach(catalogue ${catalogues})
  get_filename_component(language ${catalogue} NAME_WE)
  set(compiled ${CMAKE_CURRENT_BINARY_DIR}/${language}.mo)
  # New daemon sentences are new lines in the catalogue, too, so that it is made anew with those.
  add_custom_command(OUTPUT ${compiled}
    COMMAND ${PROJECT_SOURCE_DIR}/locale/compile_page ${catalogue} ${compiled}
    DEPENDS ${catalogue} ${page_scripts} ${PROJECT_SOURCE_DIR}/locale/extract ${PROJECT_SOURCE_DIR}/locale/compile_page VERBATIM)
  list(APPEND page_made ${compiled})
endforeach()
