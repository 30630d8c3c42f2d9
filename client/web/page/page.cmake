# Scripts and styles as they are sent: in one file each and without what only their readers need, which halves them.
find_program(ESBUILD_EXECUTABLE esbuild REQUIRED)
file(GLOB page_scripts CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/page/*.js)
file(GLOB page_styles CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/page/*.css)
set(made_page_directory ${CMAKE_CURRENT_BINARY_DIR}/page)
function(minify source name)
  add_custom_command(OUTPUT ${made_page_directory}/${name}
    COMMAND ${ESBUILD_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/page/${source} --bundle --minify --charset=utf8
      --legal-comments=none --log-level=warning --outfile=${made_page_directory}/${name} ${ARGN}
    DEPENDS ${page_scripts} ${page_styles} VERBATIM)
endfunction()
minify(main.js main.js --format=esm)
minify(page.css style.css)
minify(worker.js worker.js.in)  # make_page fills it in
list(APPEND page_made ${made_page_directory}/main.js ${made_page_directory}/style.css ${made_page_directory}/worker.js.in)

# The German texts that a browser may show, the page's own and the daemon's sentences, as gettext compiles them:
# texts.js reads that. Served beside the page's files.
find_package(Gettext REQUIRED)
find_program(GETTEXT_XGETTEXT_EXECUTABLE xgettext REQUIRED)
file(GLOB catalogues CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/locale/*.po)
foreach(catalogue ${catalogues})
  get_filename_component(language ${catalogue} NAME_WE)
  set(compiled ${CMAKE_CURRENT_BINARY_DIR}/${language}.mo)
  # New daemon sentences are new lines in the catalogue, too, so that it is made anew with those.
  add_custom_command(OUTPUT ${compiled}
    COMMAND ${PROJECT_SOURCE_DIR}/locale/compile_page ${catalogue} ${compiled}
    DEPENDS ${catalogue} ${page_scripts} ${PROJECT_SOURCE_DIR}/locale/extract ${PROJECT_SOURCE_DIR}/locale/compile_page VERBATIM)
  list(APPEND page_made ${compiled})
  list(APPEND catalogues_made ${compiled})
endforeach()
add_custom_target(page_catalogues DEPENDS ${catalogues_made})
set(PAGE_CATALOGUES ${catalogues_made} CACHE INTERNAL "what the browser's button is told in other languages")
