// Before the first paint: what stands below the results of a search is out of sight until they are there, so that nothing
// moves. Not a module, so that it runs while the page is still coming in.

if (new URLSearchParams(location.search).get("q")) document.documentElement.classList.add("searching");
