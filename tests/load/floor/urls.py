from django.urls import path

from config.urls import handler400, handler403, handler404, handler429, handler500
from config.urls import urlpatterns as product
from tests.load.floor import views

urlpatterns = [
    *product,
    path("floor/vote/<str:code>/state/", views.poll),
    path("floor/vote/<str:code>/<int:number>/", views.score),
]

__all__ = ["handler400", "handler403", "handler404", "handler429", "handler500", "urlpatterns"]
